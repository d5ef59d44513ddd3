namespace TeardownTrace.Capture.Input;

/// <summary>
/// Reads a stream on a thread of its own, a few blocks ahead: decompression and the analysis run side by side, and a pipe's
/// writer is not kept waiting. While the consumer waits, what there is goes out at once, so that a trickling pipe is not held back.
/// </summary>
internal sealed class BlockReadAhead : IDisposable
{
    private readonly Stream _stream;
    private readonly StreamBlockPool _pool;
    private readonly int _depth;
    private readonly object _gate = new();
    private readonly Queue<StreamBlock> _ready = new();
    private bool _consumerWaits;
    private bool _ended;
    private bool _disposed;
    private string? _failure;

    public BlockReadAhead(Stream stream, StreamBlockPool pool, int depth)
    {
        _stream = stream;
        _pool = pool;
        _depth = depth;
        // In the background: a thread blocked in reading a silent pipe must not keep the process alive.
        new Thread(ReadAll) { IsBackground = true, Name = "capture read-ahead" }.Start();
    }

    /// <summary>What broke the stream off; known once <see cref="Next"/> returned null.</summary>
    public string? Failure => _failure;

    /// <summary>The next block with at least one byte, owned by the caller; null at the end.</summary>
    public StreamBlock? Next()
    {
        lock (_gate)
        {
            _consumerWaits = true;
            while (_ready.Count == 0 && !_ended)
                Monitor.Wait(_gate);
            _consumerWaits = false;
            if (_ready.Count == 0)
                return null;
            StreamBlock block = _ready.Dequeue();
            Monitor.PulseAll(_gate);
            return block;
        }
    }

    /// <summary>Stops reading ahead. The thread closes the stream when the read it is in returns.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }
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
        catch (IOException exception)
        {
            failure = "reading failed: " + exception.Message;
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
        bool more = true;
        try
        {
            while (block.Rest.Length > 0)
            {
                int count = _stream.Read(block.Rest);
                block.Add(count);
                more = count > 0;
                if (!more || Volatile.Read(ref _consumerWaits))
                    break;
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
        if (block.Filled == 0)
        {
            block.Release();
            return;
        }

        lock (_gate)
        {
            _ready.Enqueue(block);
            Monitor.PulseAll(_gate);
        }
    }
}
