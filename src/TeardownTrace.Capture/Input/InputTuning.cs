namespace TeardownTrace.Capture.Input;

/// <summary>Sizes of what a capture is read through; tests make them tiny so that every edge is crossed.</summary>
internal sealed record InputTuning
{
    public static readonly InputTuning Default = new();

    /// <summary>Bytes of an ordinary file read at a time.</summary>
    public int WindowBytes { get; init; } = 2 << 20;

    /// <summary>Bytes read from a stream at a time.</summary>
    public int BlockBytes { get; init; } = 1 << 20;

    /// <summary>Room before a block for the record that began in the block before.</summary>
    public int HeadroomBytes { get; init; } = (256 << 10) + 64;

    /// <summary>Blocks read ahead of the consumer.</summary>
    public int BlocksAhead { get; init; } = 3;

    /// <summary>Whether ordinary files are read in windows; streamed as pipes are otherwise.</summary>
    public bool UseWindows { get; init; } = true;
}
