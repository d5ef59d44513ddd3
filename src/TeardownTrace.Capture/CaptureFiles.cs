using TeardownTrace.Capture.Input;
using TeardownTrace.Capture.Pieces;

namespace TeardownTrace.Capture;

/// <summary>
/// Captures in files: pcap and pcapng, also compressed with gzip, recognised by content. Ordinary files are read a window at a
/// time; pipes and compressed files are streamed.
/// </summary>
public static class CaptureFiles
{
    /// <summary>The name that means standard input.</summary>
    public const string StandardInput = CaptureInputs.StandardInput;

    /// <summary>What a person calls a file.</summary>
    /// <param name="file">The file, as given on the command line.</param>
    public static string Told(string file) => file == StandardInput ? "standard input" : file;

    /// <summary>Arranges the files of a run into captures, in the order given.</summary>
    /// <param name="names">Files, <c>-</c>, and patterns with <c>*</c> and <c>?</c> that no shell has expanded.</param>
    /// <param name="join">When several files are one capture. <see cref="JoinPieces.Auto"/> looks at both ends of files with like names.</param>
    /// <remarks>Nothing is reported here: a file that cannot be read stands alone, and opening it says why.</remarks>
    public static IReadOnlyList<CaptureFileSet> Find(IReadOnlyList<string> names, JoinPieces join = JoinPieces.Auto)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] files = [.. names.SelectMany(PathPattern.Expand)];
        return [.. PieceJoining.Arrange(files, join).Select(pieces => new CaptureFileSet(pieces))];
    }

    /// <summary>Opens one capture file.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <param name="options">How much of it to read.</param>
    /// <exception cref="CaptureException">The file is missing, may not be read, or is not a capture.</exception>
    public static IPacketSource Open(string path, CaptureFileOptions options) =>
        new FileSource([path], options, InputTuning.Default);
}
