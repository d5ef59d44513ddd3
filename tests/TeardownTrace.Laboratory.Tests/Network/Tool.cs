using System.ComponentModel;
using System.Diagnostics;

namespace TeardownTrace.Laboratory.Tests.Network;

/// <summary>Programs of the system that the laboratory is built with.</summary>
internal static class Tool
{
    /// <summary>Skips the test where the laboratory cannot be built.</summary>
    public static void RequireRootAnd(params ReadOnlySpan<string> tools)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "network namespaces need root on Linux");
        foreach (string tool in tools)
            Assert.SkipUnless(IsInstalled(tool), $"{tool} is not installed");
    }

    /// <summary>Runs one to its end and returns what it printed; a failure is an exception with its complaint.</summary>
    public static string Run(string tool, params ReadOnlySpan<string> arguments)
    {
        using Process process = Start(tool, arguments);
        Task<string> complaint = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{tool} {string.Join(' ', arguments!)}: {complaint.Result}");
    }

    public static Process Start(string tool, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new Win32Exception($"{tool} did not start");
    }

    private static bool IsInstalled(string tool)
    {
        string path = $"{Environment.GetEnvironmentVariable("PATH")}{Path.PathSeparator}/usr/sbin{Path.PathSeparator}/sbin";
        return path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));
    }
}
