namespace TeardownTrace.Capture;

/// <summary>Damage met in a capture: one clear line of what, where and what to do.</summary>
/// <param name="File">The file (or interface) as given on the command line.</param>
/// <param name="Offset">Byte offset of the damage (in the uncompressed stream where the file is compressed); null for an interface, and for a file that was not opened.</param>
/// <param name="Frame">Number of the last good frame; 0 where there was none.</param>
/// <param name="Message">What is wrong and what can be done, without file and offset.</param>
public sealed record CaptureProblem(string File, long? Offset, long Frame, string Message)
{
    /// <summary>Whether <see cref="Offset"/> counts the bytes that the file's decompression gives.</summary>
    public bool IsDecompressed { get; init; }

    /// <summary>The line without the file, for where that is named already.</summary>
    public string Told => $"{Place}{(Frame == 0 ? "before the first frame" : $"after frame {Frame}")}: {Message}";

    private string Place => Offset is not long offset ? "" : $"at byte {offset}{(IsDecompressed ? " of the decompressed data" : "")}, ";

    /// <inheritdoc/>
    public override string ToString() => $"{CaptureFiles.Told(File)}: {Told}";
}
