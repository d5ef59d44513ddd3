using System.Diagnostics;

namespace TeardownTrace.Testing;

/// <summary>Wireshark's command line tool, the yardstick of frame numbers and of files.</summary>
public static class Tshark
{
    private const string Command = "tshark";

    /// <summary>Whether it is installed here.</summary>
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Join(folder, Command)));

    /// <summary>Number, time, captured and original length of each frame, separated by tabs.</summary>
    public static string[] Frames(string file) => Fields(file, "frame.number", "frame.time_epoch", "frame.cap_len", "frame.len");

    /// <summary>Fields of each frame, separated by tabs; of a file that is cut short, of the frames before.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="fields">Fields by Wireshark's names; <c>frame.md5_hash</c> tells a frame's bytes.</param>
    public static string[] Fields(string file, params string[] fields) =>
        Run(["-n", "-o", "frame.generate_md5_hash:TRUE", "-r", file, "-T", "fields", .. fields.SelectMany(field => (string[])["-e", field])]);

    /// <summary>Numbers of the frames that a display filter selects.</summary>
    public static string[] Select(string file, string filter) => Run(["-n", "-r", file, "-Y", filter, "-T", "fields", "-e", "frame.number"]);

    private static string[] Run(string[] arguments)
    {
        var start = new ProcessStartInfo(Command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        // Drained, so that a talkative tshark does not wait for a reader.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
