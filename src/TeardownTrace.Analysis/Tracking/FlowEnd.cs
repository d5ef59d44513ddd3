using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>One end of a flow: an address and a port.</summary>
internal readonly record struct FlowEnd(HostAddress Address, ushort Port)
{
    /// <summary>The lower or the higher end that a key names.</summary>
    public static FlowEnd Of<TKey>(in TKey key, bool isHigh)
        where TKey : unmanaged, IFlowKey<TKey> =>
        isHigh ? new(key.HighAddress, key.HighPort) : new(key.LowAddress, key.LowPort);

    /// <inheritdoc/>
    /// <remarks>Written out: the compiler's would ask the library for a comparer of addresses, which is made at run time.</remarks>
    public bool Equals(FlowEnd other) => Port == other.Port && Address == other.Address;

    /// <inheritdoc/>
    public override int GetHashCode() => (Address.GetHashCode() * 31) ^ (Port * 0x9E37);
}
