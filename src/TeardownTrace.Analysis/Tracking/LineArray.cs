using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>Values side by side that begin on a cache line and never move, all bytes zero at first. Indices are not checked.</summary>
internal sealed unsafe class LineArray<T>
    where T : unmanaged
{
    private readonly byte[] _bytes;
    private readonly T* _first;

    /// <param name="length">Values it holds.</param>
    public LineArray(int length)
    {
        Length = length;
        _bytes = CacheLine.Allocate(length * sizeof(T), out nint first);
        _first = (T*)first;

        // A page that is read before it is written is faulted in twice, and the second time stops the other processors to tell them.
        MemoryMarshal.CreateSpan(ref *_first, length).Clear();
    }

    /// <summary>Values it holds.</summary>
    public int Length { get; }

    /// <summary>A value.</summary>
    public ref T this[uint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _first[index];
    }
}
