using System.Numerics;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// The hash over VLAN identifiers and tunnel identifiers around a segment, outermost first. Only what is the same in both directions of
/// a flow enters it: not MPLS labels, GTP tunnel endpoint identifiers, L2TP sessions or ERSPAN sessions, nor the tunnel's end addresses.
/// </summary>
internal static class FlowContext
{
    /// <summary>The context within a VLAN.</summary>
    public static uint Vlan(uint context, ushort vlan) => Tunnel(context, EtherTypes.Vlan, vlan);

    /// <summary>The context within a tunnel.</summary>
    /// <param name="context">The context around it.</param>
    /// <param name="protocol">Which kind of tunnel: its EtherType or UDP port.</param>
    /// <param name="identifier">Network identifier or key.</param>
    public static uint Tunnel(uint context, uint protocol, uint identifier)
    {
        uint hash = BitOperations.Crc32C(context, ((ulong)protocol << 32) | identifier);
        return hash == 0 ? 1 : hash;
    }
}
