using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// The TCP segments of one address family decoded from a run of packets, by partition of the hash space and there in capture order. Design: every
/// partition has room for all, of which the system gives memory only to what is used; a tracker reads its own from one end to the other.
/// </summary>
internal sealed class SegmentBatch<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>Rooms are longer by so much: they must not all begin on the same set of a cache, as they are filled side by side.</summary>
    private const int Stagger = 5;

    private readonly KeyedSegment<TKey>[] _segments;
    private readonly int[] _ends;
    private readonly int _partitionBits;
    private readonly int _room;

    /// <param name="capacity">Segments it holds.</param>
    /// <param name="partitionBits">The hash's highest bits that tell the partition.</param>
    public SegmentBatch(int capacity, int partitionBits = 0)
    {
        Capacity = capacity;
        _partitionBits = partitionBits;
        _room = capacity + Stagger;
        _segments = new KeyedSegment<TKey>[_room << partitionBits];
        _ends = new int[1 << partitionBits];
        Clear();
    }

    /// <summary>Segments it holds at most.</summary>
    public int Capacity { get; }

    /// <summary>Segments held.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            for (int partition = 0; partition < _ends.Length; partition++)
                count += _ends[partition] - StartOf(partition);
            return count;
        }
    }

    /// <summary>The segments of a partition, in capture order.</summary>
    public ReadOnlySpan<KeyedSegment<TKey>> Of(int partition) => _segments.AsSpan(StartOf(partition)..(_ends[partition]));

    /// <summary>Forgets all segments.</summary>
    public void Clear()
    {
        for (int partition = 0; partition < _ends.Length; partition++)
            _ends[partition] = StartOf(partition);
    }

    /// <summary>Adds a segment of a flow, behind all before; not more than <see cref="Capacity"/>.</summary>
    /// <returns>Where to write it, every field: an older one stood there.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TcpSegment Add(in TKey key)
    {
        uint hash = key.Hash;
        int partition = (int)(((ulong)hash << _partitionBits) >> 32);
        ref KeyedSegment<TKey> added = ref _segments[_ends[partition]++];
        added.Key = key;
        added.Hash = hash;
        return ref added.Segment;
    }

    private int StartOf(int partition) => partition * _room;
}
