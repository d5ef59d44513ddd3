using System.ComponentModel;
using System.Diagnostics;

namespace TeardownTrace.Peers.Tests;

/// <summary>Another program that reads captures, run once a capture.</summary>
internal static class PeerTool
{
    /// <summary>Skips the test where the tool is not installed.</summary>
    public static void Require(string tool)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        bool isInstalled = path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));
        Assert.SkipUnless(isInstalled, $"{tool} is not installed");
    }

    /// <summary>Runs a tool to its end and returns what it printed; complaints about damaged captures go unheard.</summary>
    public static IReadOnlyList<string> Run(string tool, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(tool) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start) ?? throw new Win32Exception($"{tool} did not start");
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line)
            lines.Add(line);
        process.WaitForExit();
        return lines;
    }
}
