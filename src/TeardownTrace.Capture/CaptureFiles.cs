using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture;

/// <summary>
/// Captures in files: pcap and pcapng, also compressed with gzip, recognised by content. Ordinary files are mapped a window at a
/// time; pipes and compressed files are streamed.
/// </summary>
public static class CaptureFiles
{
    /// <summary>Opens one capture file.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <param name="options">How much of it to read.</param>
    /// <exception cref="CaptureException">The file is missing, may not be read, or is not a capture.</exception>
    public static IPacketSource Open(string path, CaptureFileOptions options) =>
        new FileSource([path], options, InputTuning.Default);
}
