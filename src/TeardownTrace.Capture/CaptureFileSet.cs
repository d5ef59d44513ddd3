using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture;

/// <summary>The files of one capture: a single file, or the pieces of a rotated capture in time order.</summary>
public sealed class CaptureFileSet
{
    internal CaptureFileSet(IReadOnlyList<string> files)
    {
        Files = files;
    }

    /// <summary>The files in the order they are read, as given on the command line; at least one.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Opens the capture. The pieces after the first are opened when it is their turn; one that cannot be read then is a problem of the source.</summary>
    /// <param name="options">How much of it to read.</param>
    /// <exception cref="CaptureException">The first file is missing, may not be read, or is not a capture.</exception>
    public IPacketSource Open(CaptureFileOptions options) => new FileSource(Files, options, InputTuning.Default);
}
