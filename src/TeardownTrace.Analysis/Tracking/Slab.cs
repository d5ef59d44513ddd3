using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Values addressed by index. Design: chunks that never move (a growing table copies nothing and frees nothing), a free list threaded
/// through a side array of indices, so that steady state allocates nothing.
/// </summary>
internal sealed class Slab<T>
    where T : struct
{
    private const int ChunkBits = 8;
    private const int ChunkSize = 1 << ChunkBits;

    private T[][] _chunks = [];
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
        get => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];
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
        _chunks[chunk] = new T[ChunkSize];
    }
}
