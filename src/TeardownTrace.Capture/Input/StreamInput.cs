namespace TeardownTrace.Capture.Input;

/// <summary>A capture that can only be read forwards: a pipe, standard input, a compressed file.</summary>
internal sealed class StreamInput : CaptureInput
{
    private readonly BlockReadAhead _ahead;
    private readonly StreamBlockPool _pool;
    private StreamBlock _window;
    private bool _ended;

    /// <summary>Makes the input.</summary>
    /// <param name="stream">Owned by the input from now on.</param>
    /// <param name="pool">Blocks to read into.</param>
    /// <param name="tuning">How far to read ahead.</param>
    /// <param name="interruption">Ends the waiting for more.</param>
    public StreamInput(Stream stream, StreamBlockPool pool, InputTuning tuning, CancellationToken interruption)
    {
        _pool = pool;
        _window = pool.Rent();
        _window.Begin(0, []);
        _ahead = new BlockReadAhead(stream, pool, tuning.BlocksAhead, interruption);
    }

    /// <summary>Position in the underlying file where there is one; called from any thread.</summary>
    public Func<CaptureProgress>? Position { get; init; }

    /// <summary>Asked at the end: what is wrong although everything was read, in words for the user.</summary>
    public Func<string?>? Flaw { get; init; }

    public override CaptureProgress Progress => Position?.Invoke() ?? new CaptureProgress(Consumed, BytesTotal: null);

    public override ByteWindow Require(long offset, int needed)
    {
        Consume(offset);
        while (_window.End - offset < needed && !_ended)
        {
            StreamBlock? block = _ahead.Next();
            if (block is null)
            {
                _ended = true;
                IsInterrupted = _ahead.WasInterrupted;
                Failure = IsInterrupted ? null : _ahead.Failure ?? Flaw?.Invoke();
                break;
            }

            Follow(block, offset);
        }

        return _window;
    }

    public override void Dispose()
    {
        _ahead.Dispose();
        _window.Release();
    }

    /// <summary>Makes a window of what the current one holds from an offset on and the block that follows it.</summary>
    private unsafe void Follow(StreamBlock block, long offset)
    {
        StreamBlock old = _window;
        ReadOnlySpan<byte> carried = new(old.At(offset), checked((int)(old.End - offset)));
        if (carried.Length <= block.Headroom)
        {
            block.Begin(offset, carried);
            _window = block;
        }
        else
        {
            // Twice what is there, never what the record claims to need: a lying length costs nothing.
            StreamBlock joined = _pool.RentOversize(carried.Length, Math.Max(block.Filled, carried.Length));
            block.Read.CopyTo(joined.Rest);
            joined.Add(block.Filled);
            joined.Begin(offset, carried);
            block.Release();
            _window = joined;
        }

        old.Release();
    }
}
