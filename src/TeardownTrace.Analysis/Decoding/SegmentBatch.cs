namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// The TCP segments of one address family decoded from a run of packets, in capture order: keys, hashes and segments side by side
/// (the hash alone decides partition and slot, so a pass over hashes can prefetch before segments are touched), and which segments belong to
/// which partition of the hash space.
/// </summary>
/// <param name="capacity">Segments it holds, at most 65,536.</param>
/// <param name="partitionBits">The hash's highest bits that tell the partition.</param>
internal sealed class SegmentBatch<TKey>(int capacity, int partitionBits = 0)
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>Flow key of each segment.</summary>
    public readonly TKey[] Keys = new TKey[capacity];

    /// <summary>Hash of each key.</summary>
    public readonly uint[] Hashes = new uint[capacity];

    /// <summary>The segments.</summary>
    public readonly TcpSegment[] Segments = new TcpSegment[capacity];

    /// <summary>Segments held.</summary>
    public int Count;

    private readonly ushort[] _sorted = new ushort[capacity];
    private readonly int[] _ends = new int[1 << partitionBits];

    /// <summary>Indices of the segments of a partition, in capture order; valid after <see cref="Sort"/>.</summary>
    public ReadOnlySpan<ushort> Of(int partition)
    {
        int start = partition == 0 ? 0 : _ends[partition - 1];
        return _sorted.AsSpan(start, _ends[partition] - start);
    }

    /// <summary>Sorts the segments held by partition (a counting sort).</summary>
    public void Sort()
    {
        ReadOnlySpan<uint> hashes = Hashes.AsSpan(0, Count);
        Span<int> places = _ends;
        places.Clear();
        foreach (uint hash in hashes)
            places[PartitionOf(hash)]++;

        int start = 0;
        foreach (ref int place in places)
        {
            int count = place;
            place = start;
            start += count;
        }

        // Each place moves from the start of its partition to its end.
        for (int i = 0; i < hashes.Length; i++)
            _sorted[places[PartitionOf(hashes[i])]++] = (ushort)i;
    }

    private int PartitionOf(uint hash) => (int)(((ulong)hash << partitionBits) >> 32);
}
