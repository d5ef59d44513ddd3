using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Values addressed by index. Design: chunks that never move (a growing table copies nothing and frees nothing), pinned so that values can
/// begin on cache lines and are addressed without looking at the chunk itself, whose beginning is nowhere near; a free list through the first bytes
/// of the values given back (four bytes at least), so that it takes no memory.
/// </summary>
internal sealed unsafe class Slab<T>
    where T : unmanaged
{
    private const int ChunkBits = 9;
    private const int ChunkSize = 1 << ChunkBits;

    private const int None = -1;

    private readonly List<byte[]> _chunks = [];
    private nint[] _starts = [];
    private int _firstFree = None;
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
        get => ref At(index).Value;
    }

    /// <summary>Where the value at <paramref name="index"/> stands, for good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Place At(int index) => new((T*)(_starts[index >> ChunkBits] + ((index & (ChunkSize - 1)) * Stride)));

    /// <summary>Asks for a value ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int index) => CacheLine.Prefetch(in this[index]);

    /// <summary>Takes a value, set to its default.</summary>
    public int Take()
    {
        int index = _firstFree == None ? TakeFresh() : TakeFree();

        // Also where it is new: a page that is read before it is written is faulted in twice.
        this[index] = default;
        return index;
    }

    /// <summary>Gives a value back; its first bytes are overwritten.</summary>
    public void Give(int index)
    {
        NextFree(index) = _firstFree;
        _firstFree = index;
        _freeCount++;
    }

    private int TakeFree()
    {
        int index = _firstFree;
        _firstFree = NextFree(index);
        _freeCount--;
        if (_firstFree != None)
            Prefetch(_firstFree);
        return index;
    }

    private ref int NextFree(int index) => ref Unsafe.As<T, int>(ref this[index]);

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
        _chunks.Add(CacheLine.Allocate(ChunkSize * Stride, out _starts[chunk]));
    }

    /// <summary>Where a value stands; by default nowhere.</summary>
    internal readonly struct Place
    {
        private readonly T* _value;

        internal Place(T* value) => _value = value;

        /// <summary>Whether there is a value.</summary>
        public bool HasValue => _value != null;

        /// <summary>The value; there must be one.</summary>
        public ref T Value => ref *_value;
    }
}
