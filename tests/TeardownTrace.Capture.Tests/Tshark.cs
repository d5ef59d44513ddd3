using System.Diagnostics;

namespace TeardownTrace.Capture.Tests;

/// <summary>Wireshark's command line tool, the yardstick of frame numbers.</summary>
internal static class Tshark
{
    private const string Command = "tshark";

    /// <summary>Whether it is installed here.</summary>
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Join(folder, Command)));

    /// <summary>Number, time, captured and original length of each frame, separated by tabs.</summary>
    public static string[] Frames(string file)
    {
        string[] arguments = ["-n", "-r", file, "-T", "fields", "-e", "frame.number", "-e", "frame.time_epoch", "-e", "frame.cap_len", "-e", "frame.len"];
        using Process process = Process.Start(new ProcessStartInfo(Command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        // Drained, so that a talkative tshark does not wait for a reader.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
