namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Identity of a flow whichever way a segment travels: the two ends in a fixed order (lower address first, then lower port), and a
/// context that is 0 unless the same tuple would otherwise mix (VLANs, tunnels). One implementation a family, so that IPv4 does not pay for IPv6.
/// </summary>
internal interface IFlowKey<TSelf> : IEquatable<TSelf>
    where TSelf : unmanaged, IFlowKey<TSelf>
{
    /// <summary>Hash over addresses, ports and context; well mixed in all 32 bits.</summary>
    uint Hash { get; }

    /// <summary>VLAN or tunnel context; 0 for the ordinary flow of this tuple.</summary>
    uint Context { get; }

    /// <summary>The same tuple in another context.</summary>
    TSelf WithContext(uint context);

    /// <summary>Port of the lower end.</summary>
    ushort LowPort { get; }

    /// <summary>Port of the higher end.</summary>
    ushort HighPort { get; }

    /// <summary>Address of the lower end.</summary>
    HostAddress LowAddress { get; }

    /// <summary>Address of the higher end.</summary>
    HostAddress HighAddress { get; }
}
