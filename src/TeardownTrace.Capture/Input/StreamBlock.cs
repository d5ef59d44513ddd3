using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Input;

/// <summary>
/// A pinned buffer of a stream: headroom, then what was read.
/// <code>
/// | headroom ... carried record | bytes of the stream ... | free |
///                ^ Start        ^ HeadroomBytes           ^ HeadroomBytes + Filled
/// </code>
/// </summary>
internal sealed unsafe class StreamBlock : ByteWindow
{
    private readonly StreamBlockPool _pool;
    private readonly byte[] _bytes;
    private readonly int _headroom;

    public StreamBlock(StreamBlockPool pool, int headroom, int capacity)
    {
        _pool = pool;
        _headroom = headroom;
        _bytes = GC.AllocateUninitializedArray<byte>(headroom + capacity, pinned: true);
    }

    /// <summary>Bytes of the stream in the block, the carried record apart.</summary>
    public int Filled { get; private set; }

    /// <summary>Bytes that can be carried in front of the stream's.</summary>
    public int Headroom => _headroom;

    /// <summary>What was read from the stream.</summary>
    public ReadOnlySpan<byte> Read => _bytes.AsSpan(_headroom, Filled);

    /// <summary>Where the next bytes of the stream go.</summary>
    public Span<byte> Rest => _bytes.AsSpan(_headroom + Filled);

    /// <summary>Bytes of the stream the block can hold.</summary>
    public int Capacity => _bytes.Length - _headroom;

    private byte* Base => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));

    /// <summary>Takes note of bytes written into <see cref="Rest"/>.</summary>
    public void Add(int count)
    {
        Filled += count;
        Length += count;
    }

    /// <summary>Takes out the first bytes that were read from the stream.</summary>
    public void RemoveFirst(int count)
    {
        if (count == 0)
            return;
        Read[count..].CopyTo(_bytes.AsSpan(_headroom));
        Filled -= count;
        Length -= count;
    }

    /// <summary>Makes the block the window that begins with <paramref name="carried"/>, at an offset of the capture.</summary>
    public void Begin(long offset, ReadOnlySpan<byte> carried)
    {
        carried.CopyTo(_bytes.AsSpan(_headroom - carried.Length));
        Start = Base + _headroom - carried.Length;
        Offset = offset;
        Length = carried.Length + Filled;
    }

    /// <summary>Empties a block that comes out of the pool.</summary>
    public void Reset()
    {
        Filled = 0;
        Length = 0;
        Revive();
    }

    protected override void Free() => _pool.Return(this);
}
