using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>The two ends of a flow, in the flow key's order.</summary>
internal readonly record struct FlowEnds(HostAddress LowAddress, ushort LowPort, HostAddress HighAddress, ushort HighPort)
{
    /// <summary>The ends that a key names.</summary>
    public static FlowEnds Of<TKey>(in TKey key)
        where TKey : unmanaged, IFlowKey<TKey> =>
        new(key.LowAddress, key.LowPort, key.HighAddress, key.HighPort);
}
