namespace TeardownTrace.Analysis.Decoding;

/// <summary>A segment and the flow that it belongs to.</summary>
internal struct KeyedSegment<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>The segment.</summary>
    public TcpSegment Segment;

    /// <summary>Its flow key.</summary>
    public TKey Key;

    /// <summary>Hash of the key.</summary>
    public uint Hash;
}
