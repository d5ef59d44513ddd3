using TeardownTrace.Testing.Network;

namespace TeardownTrace.Testing;

/// <summary>Wireshark's command line tool, the yardstick of frame numbers and of files.</summary>
public static class Tshark
{
    private const string Command = "tshark";

    /// <summary>Whether it is installed here.</summary>
    public static bool IsInstalled { get; } = Tool.IsInstalled(Command);

    /// <summary>Number, time, captured and original length of each frame, separated by tabs.</summary>
    public static string[] Frames(string file) => Fields(file, "frame.number", "frame.time_epoch", "frame.cap_len", "frame.len");

    /// <summary>Fields of each frame, separated by tabs; of a file that is cut short, of the frames before.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="fields">Fields by Wireshark's names; <c>frame.md5_hash</c> tells a frame's bytes.</param>
    public static string[] Fields(string file, params string[] fields) =>
        Run(["-n", "-o", "frame.generate_md5_hash:TRUE", "-r", file, "-T", "fields", .. fields.SelectMany(field => (string[])["-e", field])]).Lines;

    /// <summary>Numbers of the frames that a display filter selects.</summary>
    public static string[] Select(string file, string filter) => Run(["-n", "-r", file, "-Y", filter, "-T", "fields", "-e", "frame.number"]).Lines;

    /// <summary>What it says against a display filter; null where it takes it.</summary>
    /// <param name="file">A capture; any.</param>
    /// <param name="filter">The filter.</param>
    public static string? Refusal(string file, string filter)
    {
        (int exitCode, _, string error) = Run(["-n", "-r", file, "-Y", filter]);
        return exitCode == 0 ? null : error;
    }

    /// <summary>Runs it.</summary>
    /// <returns>Its exit code, its lines that are not empty, and what it says on standard error.</returns>
    public static (int ExitCode, string[] Lines, string Error) Run(string[] arguments)
    {
        (int exitCode, string output, string error) = Tool.Finish(Command, arguments);
        return (exitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries), error);
    }
}
