namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// The TCP segments of one address family decoded from a run of packets, in capture order: keys, hashes and segments side by side
/// (the hash alone decides shard and slot, so a pass over hashes can prefetch before segments are touched).
/// </summary>
internal sealed class SegmentBatch<TKey>(int capacity)
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
}
