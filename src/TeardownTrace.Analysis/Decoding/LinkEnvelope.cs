namespace TeardownTrace.Analysis.Decoding;

/// <summary>What stands before the IP header of a packet without tunnels.</summary>
internal struct LinkEnvelope
{
    /// <summary>Bytes of it.</summary>
    public int Length;

    /// <summary>Hash of its VLAN tags, see <see cref="FlowContext"/>.</summary>
    public uint Context;

    /// <summary>Innermost VLAN identifier; 0 for none.</summary>
    public ushort Vlan;
}
