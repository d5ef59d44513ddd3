namespace TeardownTrace.Capture.Input;

/// <summary>Blocks that go round between who reads an input and the batches that point into what it read.</summary>
internal sealed class StreamBlockPool
{
    private readonly Lock _lock = new();
    private readonly Stack<StreamBlock> _free = new();
    private readonly int _headroom;
    private readonly int _capacity;

    /// <param name="headroom">Room before a block for the record that began in the block before.</param>
    /// <param name="capacity">Bytes of the input that a block holds.</param>
    public StreamBlockPool(int headroom, int capacity)
    {
        _headroom = headroom;
        _capacity = capacity;
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

        return new StreamBlock(this, _headroom, _capacity);
    }

    /// <summary>A block for a record longer than the ordinary blocks can join.</summary>
    public StreamBlock RentOversize(int headroom, int capacity) => new(this, headroom, capacity);

    public void Return(StreamBlock block)
    {
        // Oversize blocks are rare and of any size: the garbage collector has them.
        if (block.Headroom != _headroom || block.Capacity != _capacity)
            return;
        lock (_lock)
        {
            _free.Push(block);
        }
    }
}
