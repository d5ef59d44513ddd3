using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Values addressed by index. Design: chunks that never move (a growing table copies nothing and frees nothing), pinned so that values can
/// begin on cache lines and are addressed without looking at the chunk itself, whose beginning is nowhere near; a free list through a side
/// array of indices, so that steady state allocates nothing.
/// </summary>
internal sealed unsafe class Slab<T>
    where T : unmanaged
{
    private const int ChunkBits = 9;
    private const int ChunkSize = 1 << ChunkBits;

    /// <summary>A value given back long ago is asked for so many takes before it is taken again.</summary>
    private const int TakesAhead = 2;

    private readonly List<byte[]> _chunks = [];
    private nint[] _starts = [];
    private int[] _free = [];
    private int _freeCount;
    private int _used;

    private static int Stride => sizeof(T) < CacheLine.Size ? sizeof(T) : CacheLine.RoundUp(sizeof(T));

    /// <summary>Values in use.</summary>
    public int Count => _used - _freeCount;

    /// <summary>Indices handed out so far are below this.</summary>
    public int HighWater => _used;

    /// <summary>The value at <paramref name="index"/>.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AsRef<T>((void*)(_starts[index >> ChunkBits] + ((index & (ChunkSize - 1)) * Stride)));
    }

    /// <summary>Asks for a value ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int index) => CacheLine.Prefetch(in this[index]);

    /// <summary>Takes a value, set to its default.</summary>
    public int Take()
    {
        int index = _freeCount > 0 ? TakeFree() : TakeFresh();

        // Also where it is new: a page that is read before it is written is faulted in twice.
        this[index] = default;
        return index;
    }

    /// <summary>Gives a value back.</summary>
    public void Give(int index)
    {
        if (_freeCount == _free.Length)
            Array.Resize(ref _free, Math.Max(16, _free.Length * 2));
        _free[_freeCount++] = index;
    }

    private int TakeFree()
    {
        int next = --_freeCount - TakesAhead;
        if (next >= 0)
            Prefetch(_free[next]);
        return _free[_freeCount];
    }

    private int TakeFresh()
    {
        if ((_used & (ChunkSize - 1)) == 0)
            AddChunk(_used >> ChunkBits);
        return _used++;
    }

    private void AddChunk(int chunk)
    {
        if (chunk == _starts.Length)
            Array.Resize(ref _starts, Math.Max(16, _starts.Length * 2));
        byte[] bytes = GC.AllocateArray<byte>((ChunkSize * Stride) + CacheLine.Size, pinned: true);
        _chunks.Add(bytes);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes));
        _starts[chunk] = start + (-start & (CacheLine.Size - 1));
    }
}
