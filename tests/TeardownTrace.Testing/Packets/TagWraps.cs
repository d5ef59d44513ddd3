namespace TeardownTrace.Testing.Packets;

/// <summary>Tags and labels between the link layer and IP.</summary>
public static class TagWraps
{
    private const ushort BottomOfStack = 0x0100;

    /// <summary>Wraps in an IEEE 802.1Q tag; repeat for QinQ, the innermost first.</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="vlan">VLAN identifier.</param>
    /// <param name="tagType">EtherType of the tag.</param>
    /// <param name="priority">Priority code point.</param>
    public static PacketBuilder InVlan(this PacketBuilder inner, int vlan, ushort tagType = 0x8100, int priority = 0) =>
        inner.Wrap(tagType, header => header.U16((priority << 13) | vlan).U16(inner.EtherType));

    /// <summary>Wraps in an MPLS label stack (RFC 3032 2.1), the outermost label first.</summary>
    public static PacketBuilder InMpls(this PacketBuilder inner, params uint[] labels) =>
        inner.Wrap(0x8847, header =>
        {
            for (int i = 0; i < labels.Length; i++)
                header.U32((labels[i] << 12) | (i == labels.Length - 1 ? BottomOfStack : 0u) | 64);
            return header;
        });

    /// <summary>Wraps an Ethernet frame in a pseudowire's control word (RFC 4448 4.6), to be put in MPLS.</summary>
    public static PacketBuilder InControlWord(this PacketBuilder inner) => inner.Wrap(0, header => header.U32(0x0000_0001));

    /// <summary>Wraps IP in a PPPoE session (RFC 2516 4).</summary>
    public static PacketBuilder InPppoe(this PacketBuilder inner, ushort session = 1) =>
        inner.Wrap(0x8864, header => header.U8(0x11).U8(0).U16(session).U16(2 + inner.Bytes.Length).U16(PppProtocol(inner)));

    /// <summary>Wraps an Ethernet frame in a backbone service tag (IEEE 802.1ah).</summary>
    public static PacketBuilder InBackbone(this PacketBuilder inner, uint service) =>
        inner.Wrap(0x88E7, header => header.U32(service & 0x00FF_FFFF));

    /// <summary>Wraps an Ethernet frame in a FabricPath tag.</summary>
    public static PacketBuilder InFabricPath(this PacketBuilder inner) => inner.Wrap(0x8903, header => header.U16(0x0060));

    /// <summary>PPP's number of what is wrapped (IANA ppp-numbers).</summary>
    internal static ushort PppProtocol(PacketBuilder inner) => inner.EtherType switch
    {
        PacketBuilder.IPv4 => 0x0021,
        PacketBuilder.IPv6 => 0x0057,
        0x8847 => 0x0281,
        _ => throw new ArgumentException($"No PPP protocol for EtherType 0x{inner.EtherType:X4}.", nameof(inner)),
    };
}
