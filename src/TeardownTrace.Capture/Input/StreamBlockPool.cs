namespace TeardownTrace.Capture.Input;

/// <summary>Blocks that go round between the thread that reads a stream and the batches that point into what it read.</summary>
internal sealed class StreamBlockPool
{
    private readonly Lock _lock = new();
    private readonly Stack<StreamBlock> _free = new();
    private readonly InputTuning _tuning;

    public StreamBlockPool(InputTuning tuning)
    {
        _tuning = tuning;
    }

    public StreamBlock Rent()
    {
        lock (_lock)
        {
            if (_free.TryPop(out StreamBlock? block))
            {
                block.Reset();
                return block;
            }
        }

        return new StreamBlock(this, _tuning.HeadroomBytes, _tuning.BlockBytes);
    }

    /// <summary>A block for a record longer than the ordinary blocks can join.</summary>
    public StreamBlock RentOversize(int headroom, int capacity) => new(this, headroom, capacity);

    public void Return(StreamBlock block)
    {
        // Oversize blocks are rare and of any size: the garbage collector has them.
        if (block.Headroom != _tuning.HeadroomBytes || block.Capacity != _tuning.BlockBytes)
            return;
        lock (_lock)
        {
            _free.Push(block);
        }
    }
}
