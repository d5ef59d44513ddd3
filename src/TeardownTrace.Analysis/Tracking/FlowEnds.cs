using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>The two ends of a flow, in the flow key's order.</summary>
internal readonly record struct FlowEnds(FlowEnd Low, FlowEnd High)
{
    /// <summary>The ends that a key names.</summary>
    public static FlowEnds Of<TKey>(in TKey key)
        where TKey : unmanaged, IFlowKey<TKey> =>
        new(FlowEnd.Of(key, isHigh: false), FlowEnd.Of(key, isHigh: true));

    /// <summary>The lower or the higher end.</summary>
    public FlowEnd End(bool isHigh) => isHigh ? High : Low;
}
