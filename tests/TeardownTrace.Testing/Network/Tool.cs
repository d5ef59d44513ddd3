using System.ComponentModel;
using System.Diagnostics;
using TeardownTrace.Capture;
using Xunit;

namespace TeardownTrace.Testing.Network;

/// <summary>Programs of the system: what networks are made of, and others that read captures. Also its libpcap.</summary>
public static class Tool
{
    /// <summary>Runs one to its end and returns what it printed; a failure is an exception with its complaint.</summary>
    public static string Run(string tool, params ReadOnlySpan<string> arguments)
    {
        (int exitCode, string output, string complaint) = Finish(tool, arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{tool} {string.Join(' ', arguments!)}: {complaint}");
    }

    /// <summary>Runs one to its end, whatever that is.</summary>
    /// <returns>Its exit code, and what it printed on standard output and standard error.</returns>
    public static (int ExitCode, string Output, string Error) Finish(string tool, params ReadOnlySpan<string> arguments)
    {
        using Process process = Start(tool, arguments);
        // Beside the output, so that a talkative one does not wait for a reader.
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Runs one that reads captures to its end and returns the lines that it printed; complaints about damaged captures go unheard.</summary>
    public static IReadOnlyList<string> Lines(string tool, params ReadOnlySpan<string> arguments)
    {
        using Process process = Start(tool, arguments);
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        List<string> lines = [];
        while (process.StandardOutput.ReadLine() is string line)
            lines.Add(line);
        process.WaitForExit();
        return lines;
    }

    public static Process Start(string tool, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);

        // What it prints is read, whatever language the machine speaks.
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start) ?? throw new Win32Exception($"{tool} did not start");
    }

    /// <summary>Skips the test where one is not installed.</summary>
    public static void Require(string tool) => Assert.SkipUnless(IsInstalled(tool), $"{tool} is not installed");

    /// <summary>Skips the test where the system's libpcap is missing.</summary>
    public static void RequireLibPcap()
    {
        try
        {
            PacketFilter.Compile(string.Empty).Dispose();
        }
        catch (PacketFilterException missing)
        {
            Assert.Skip(missing.Message);
        }
    }

    /// <summary>Whether it can be run.</summary>
    public static bool IsInstalled(string tool)
    {
        string path = $"{Environment.GetEnvironmentVariable("PATH")}{Path.PathSeparator}/usr/sbin{Path.PathSeparator}/sbin";
        return path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));
    }
}
