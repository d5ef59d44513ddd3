namespace TeardownTrace.Capture.Input;

/// <summary>
/// Reads a stream on a thread of its own, a few blocks ahead: decompression and the analysis run side by side, and a pipe's
/// writer is not kept waiting. While the consumer waits, what there is goes out at once, so that a trickling pipe is not held back; of a block
/// whose next read may last, it gets a copy of what is there.
/// </summary>
internal sealed class BlockReadAhead : IDisposable
{
    private readonly Stream _stream;
    private readonly StreamBlockPool _pool;
    private readonly int _depth;
    private readonly object _gate = new();
    private readonly Queue<StreamBlock> _ready = new();
    private readonly CancellationToken _interruption;
    private readonly CancellationTokenRegistration _interrupted;
    private StreamBlock? _filling;
    private int _taken;
    private bool _consumerWaits;
    private bool _ended;
    private bool _disposed;
    private string? _failure;

    /// <param name="stream">Owned from now on.</param>
    /// <param name="pool">Blocks to read into.</param>
    /// <param name="depth">Blocks read ahead.</param>
    /// <param name="interruption">Ends the consumer's waiting.</param>
    public BlockReadAhead(Stream stream, StreamBlockPool pool, int depth, CancellationToken interruption)
    {
        _stream = stream;
        _pool = pool;
        _depth = depth;
        _interruption = interruption;
        _interrupted = interruption.UnsafeRegister(static ahead => ((BlockReadAhead)ahead!).Wake(), this);
        // In the background: a thread blocked in reading a silent pipe must not keep the process alive.
        new Thread(ReadAll) { IsBackground = true, Name = "capture read-ahead" }.Start();
    }

    /// <summary>What broke the stream off; known once <see cref="Next"/> returned null.</summary>
    public string? Failure => _failure;

    /// <summary>Whether <see cref="Next"/> returned null because it was told to wait no longer.</summary>
    public bool WasInterrupted { get; private set; }

    /// <summary>The next block with at least one byte, owned by the caller; null at the end, or where there is nothing yet and waiting was interrupted.</summary>
    public StreamBlock? Next()
    {
        lock (_gate)
        {
            _consumerWaits = true;
            while (_ready.Count == 0 && !HasPart && !_ended && !_interruption.IsCancellationRequested)
                Monitor.Wait(_gate);
            _consumerWaits = false;
            if (_ready.TryDequeue(out StreamBlock? block))
            {
                Monitor.PulseAll(_gate);
                return block;
            }

            if (HasPart)
                return TakePart(_filling!);
            WasInterrupted = !_ended;
            return null;
        }
    }

    /// <summary>Stops reading ahead. The thread closes the stream when the read it is in returns.</summary>
    public void Dispose()
    {
        _interrupted.Dispose();
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool HasPart => _filling is { } block && block.Filled > _taken;

    /// <summary>A copy: the rest of the block is being read into.</summary>
    private StreamBlock TakePart(StreamBlock filling)
    {
        StreamBlock part = _pool.Rent();
        ReadOnlySpan<byte> bytes = filling.Read[_taken..];
        bytes.CopyTo(part.Rest);
        part.Add(bytes.Length);
        _taken = filling.Filled;
        return part;
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private void ReadAll()
    {
        string? failure = null;
        try
        {
            while (WaitForRoom() && ReadBlock())
            {
            }
        }
        catch (InvalidDataException)
        {
            failure = "the compressed data is damaged or cut short";
        }
        catch (Exception exception) when (StreamFailure.Is(exception))
        {
            failure = "reading failed: " + StreamFailure.ReasonOf(exception);
        }
        finally
        {
            _stream.Dispose();
            lock (_gate)
            {
                _failure = failure;
                _ended = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool WaitForRoom()
    {
        lock (_gate)
        {
            while (_ready.Count >= _depth && !_disposed)
                Monitor.Wait(_gate);
            return !_disposed;
        }
    }

    private bool ReadBlock()
    {
        StreamBlock block = _pool.Rent();
        lock (_gate)
            _filling = block;
        bool more = true;
        try
        {
            while (block.Rest.Length > 0)
            {
                int count = _stream.Read(block.Rest);
                more = count > 0;
                lock (_gate)
                {
                    block.Add(count);
                    if (!more || _consumerWaits)
                        break;
                }
            }
        }
        finally
        {
            Publish(block);
        }

        return more;
    }

    private void Publish(StreamBlock block)
    {
        lock (_gate)
        {
            _filling = null;
            block.RemoveFirst(_taken);
            _taken = 0;
            if (block.Filled > 0)
            {
                _ready.Enqueue(block);
                Monitor.PulseAll(_gate);
                return;
            }
        }

        block.Release();
    }
}
