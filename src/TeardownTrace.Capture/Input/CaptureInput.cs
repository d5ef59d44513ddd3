namespace TeardownTrace.Capture.Input;

/// <summary>The bytes of one capture, a window at a time and forwards only.</summary>
internal abstract class CaptureInput : IDisposable
{
    private long _consumed;

    /// <summary>The file as given on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Whether offsets are those of what decompression gives.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Whether the input ends where it does because nothing more was waited for.</summary>
    public bool IsInterrupted { get; protected set; }

    /// <summary>What of the input (compressed where it is) was consumed so far, and how much there is.</summary>
    public abstract CaptureProgress Progress { get; }

    /// <summary>What broke the input off before its end, in words for the user; null where nothing did.</summary>
    public string? Failure { get; protected set; }

    /// <summary>Offset of the first byte (uncompressed) that was not read yet; may be asked from any thread.</summary>
    protected long Consumed => Volatile.Read(ref _consumed);

    /// <summary>
    /// The window that holds <paramref name="needed"/> bytes from <paramref name="offset"/> on, or all there are when the input
    /// ends sooner. Valid until the next call; lease it to keep it.
    /// </summary>
    /// <param name="offset">Not before the offset of the call before, nor behind what the last window held.</param>
    /// <param name="needed">Bytes wanted; bounded by the caller, never taken from the file unchecked.</param>
    public abstract ByteWindow Require(long offset, int needed);

    /// <summary>Takes note that everything before an offset was read.</summary>
    public void Consume(long offset) => Volatile.Write(ref _consumed, offset);

    /// <summary>Makes the end of the input the current window, where it can be reached without reading up to it.</summary>
    /// <param name="longest">Bytes of the window at most.</param>
    public virtual ByteWindow? JumpToEnd(int longest) => null;

    public abstract void Dispose();
}
