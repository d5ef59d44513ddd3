namespace TeardownTrace.Capture;

/// <summary>How capture files are opened and read.</summary>
public readonly record struct CaptureFileOptions
{
    /// <summary>Makes the default options: everything is read.</summary>
    public CaptureFileOptions()
    {
    }

    /// <summary>Packets to read over all files; the rest is left unread.</summary>
    public long MaxPackets { get; init; } = long.MaxValue;

    /// <summary>
    /// Ends the waiting for what can only be waited for (a pipe that is silent, one that nobody writes to): the capture ends there, with what came
    /// until then. Ordinary files are read on; their reader stops by reading no more.
    /// </summary>
    public CancellationToken Interruption { get; init; }
}
