namespace TeardownTrace.Analysis.Decoding;

/// <summary>A version of IP, as far as the segments of both are made in the same way. A header's length is checked by whoever asks.</summary>
/// <typeparam name="TKey">The flow key of its addresses.</typeparam>
internal interface IIpHeader<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>Length without options and extensions.</summary>
    static abstract int MinimumLength { get; }

    /// <summary>Whether a TCP header follows at this length, in a datagram that is no fragment.</summary>
    static abstract bool IsPlain(ref byte header);

    /// <summary>Bytes behind this length by the header's word; none or less where it does not tell.</summary>
    static abstract int RestLength(ref byte header);

    /// <summary>The flow key of a segment.</summary>
    /// <param name="header">The header.</param>
    /// <param name="ports">Source port in the upper half, destination port in the lower half.</param>
    /// <param name="direction">Which end it comes from.</param>
    static abstract TKey KeyOf(ref byte header, uint ports, out SegmentTraits direction);

    /// <summary>Writes what a header says of its segment, beside the flow key.</summary>
    /// <returns>The traits it gives, for the caller to write.</returns>
    static abstract SegmentTraits Describe(ref byte header, ref TcpSegment segment);
}
