using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Values addressed by index. Design: chunks that never move (a growing table copies nothing and frees nothing), pinned so that values can
/// begin on cache lines; a free list through a side array of indices, so that steady state allocates nothing.
/// </summary>
internal sealed class Slab<T>
    where T : unmanaged
{
    private const int ChunkBits = 9;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly int _stride = Unsafe.SizeOf<T>() < CacheLine.Size ? Unsafe.SizeOf<T>() : CacheLine.RoundUp(Unsafe.SizeOf<T>());
    private Chunk[] _chunks = [];
    private int[] _free = [];
    private int _freeCount;
    private int _used;

    /// <summary>Values in use.</summary>
    public int Count => _used - _freeCount;

    /// <summary>Indices handed out so far are below this.</summary>
    public int HighWater => _used;

    /// <summary>The value at <paramref name="index"/>.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Chunk chunk = _chunks[index >> ChunkBits];
            return ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(chunk.Bytes), chunk.Offset + ((index & (ChunkSize - 1)) * _stride)));
        }
    }

    /// <summary>Asks for a value ahead of its use.</summary>
    /// <param name="index">Where it stands.</param>
    /// <param name="bytes">How much of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int index, int bytes) => CacheLine.Prefetch(in this[index], bytes);

    /// <summary>Asks for a whole value ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int index) => Prefetch(index, Unsafe.SizeOf<T>());

    /// <summary>Asks for a value that <see cref="Take"/> will give, so many takes ahead.</summary>
    public void PrefetchFree(int ahead)
    {
        if (_freeCount > ahead)
            Prefetch(_free[_freeCount - 1 - ahead]);
    }

    /// <summary>Takes a value, set to its default.</summary>
    public int Take()
    {
        if (_freeCount > 0)
        {
            int index = _free[--_freeCount];
            this[index] = default;
            return index;
        }

        if ((_used & (ChunkSize - 1)) == 0)
            AddChunk(_used >> ChunkBits);
        return _used++;
    }

    /// <summary>Gives a value back.</summary>
    public void Give(int index)
    {
        if (_freeCount == _free.Length)
            Array.Resize(ref _free, Math.Max(16, _free.Length * 2));
        _free[_freeCount++] = index;
    }

    private void AddChunk(int chunk)
    {
        if (chunk == _chunks.Length)
            Array.Resize(ref _chunks, Math.Max(16, _chunks.Length * 2));
        byte[] bytes = GC.AllocateArray<byte>((ChunkSize * _stride) + CacheLine.Size, pinned: true);
        _chunks[chunk] = new Chunk(bytes, CacheLine.OffsetOfFirst(ref MemoryMarshal.GetArrayDataReference(bytes)));
    }

    private readonly record struct Chunk(byte[] Bytes, int Offset);
}
