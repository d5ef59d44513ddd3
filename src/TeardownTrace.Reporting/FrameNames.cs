using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>Which frames need their file's name beside their number: those of another file than the connection's first.</summary>
internal sealed class FrameNames
{
    private string[] _names = [];

    /// <summary>The files of the capture that frames are numbered in.</summary>
    internal IReadOnlyList<string> Files
    {
        get;
        set
        {
            field = value;
            _names = CaptureName.Short(value);
        }
    } = [];

    /// <summary>The file whose frames need no name.</summary>
    internal int OwnFile { get; set; }

    /// <summary>What the file of a frame is called; null where the number suffices.</summary>
    internal string? FileOf(FrameNumber frame) =>
        frame.FileIndex != OwnFile && (uint)frame.FileIndex < (uint)_names.Length ? _names[frame.FileIndex] : null;
}
