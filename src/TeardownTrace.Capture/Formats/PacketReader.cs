using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture.Formats;

/// <summary>Reads the packets of one capture file, a batch at a time. Damage ends the reading; what came before it was delivered.</summary>
internal abstract class PacketReader : IDisposable
{
    private const int TailBytes = 512 << 10;

    private readonly ICollection<CaptureProblem> _problems;

    protected PacketReader(CaptureInput input, ICollection<CaptureProblem> problems)
    {
        Input = input;
        _problems = problems;
    }

    /// <summary>What the packets are read from.</summary>
    public CaptureInput Input { get; }

    /// <summary>Offset of the next record or block.</summary>
    protected long Offset { get; set; }

    /// <summary>Frames read so far.</summary>
    protected long Frames { get; set; }

    /// <summary>Whether the end, or damage that ends it, was met.</summary>
    protected bool Ended { get; private set; }

    /// <summary>Fills a batch, except for its file index.</summary>
    /// <param name="batch">Receives the packets of at most one window.</param>
    /// <param name="limit">Packets to read at most, at least 1.</param>
    /// <returns>False at the end.</returns>
    public abstract bool TryRead(PacketBatch batch, int limit);

    /// <summary>
    /// Goes to a record near the end, to learn when the capture ended without reading it all; frame numbers mean nothing from then on.
    /// </summary>
    /// <param name="first">When the capture began.</param>
    /// <returns>False where the input can only be read forwards or no record is recognised.</returns>
    public bool TryJumpNearEnd(Timestamp first)
    {
        if (Input.JumpToEnd(TailBytes) is not { } tail)
            return false;
        // Nothing may follow what was read so far; otherwise look for a record behind it.
        long? record = Offset == tail.End ? Offset : FindRecordInTail(tail, Math.Max(Offset, tail.Offset), first);
        Offset = record ?? Offset;
        return record is not null;
    }

    public void Dispose() => Input.Dispose();

    /// <summary>Offset of a record in the last window of the input from which whole records follow; null where none is found.</summary>
    /// <param name="tail">The last bytes of the input.</param>
    /// <param name="from">Where to begin: inside the window, behind the file header.</param>
    /// <param name="first">When the capture began.</param>
    protected abstract long? FindRecordInTail(ByteWindow tail, long from, Timestamp first);

    /// <summary>Hands packets that point into a window to the batch.</summary>
    protected void Deliver(PacketBatch batch, ByteWindow window, int count)
    {
        window.Lease();
        batch.Lease = window;
        batch.FirstFrame = Frames + 1;
        batch.Count = count;
        Frames += count;
        Input.Consume(Offset);
    }

    /// <summary>Ends the reading at the offset; false, so that a reader can return it.</summary>
    /// <param name="damage">What is wrong there; null at a clean end.</param>
    protected bool End(string? damage)
    {
        Ended = true;
        if (!Input.IsInterrupted && (Input.Failure ?? damage) is { } message)
            _problems.Add(new CaptureProblem(Input.Name, Offset, Frames, message) { IsDecompressed = Input.IsCompressed });
        return false;
    }
}
