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

    /// <summary>Opens the capture. Each piece is opened when it is its turn; one that cannot be read is a problem of the source, as long as another can.</summary>
    /// <param name="options">How much of it to read.</param>
    /// <exception cref="CaptureException">Every file is missing, may not be read, or is not a capture; what is wrong with the first.</exception>
    public IPacketSource Open(CaptureFileOptions options) => new FileSource(Files, options, InputTuning.Default);
}
