namespace TeardownTrace.Testing.Packets;

/// <summary>Tunnels over IP. Addresses are the builder's outer ones.</summary>
public static class TunnelWraps
{
    private const byte GreProtocol = 47;

    /// <summary>Wraps in IP directly: IP in IP (RFC 2003), 6in4 (RFC 4213), IPv4 or IPv6 in IPv6 (RFC 2473).</summary>
    public static PacketBuilder InIpTunnel(this PacketBuilder inner) => inner.InIp((byte)(inner.IsIPv6 ? 41 : 4));

    /// <summary>Wraps in GRE (RFC 2784, RFC 2890).</summary>
    public static PacketBuilder InGre(this PacketBuilder inner, uint? key = null, uint? sequence = null, bool checksum = false) =>
        inner.Wrap(0, header =>
        {
            header.U16((checksum ? 0x8000 : 0) | (key is null ? 0 : 0x2000) | (sequence is null ? 0 : 0x1000)).U16(inner.EtherType);
            if (checksum)
                header.U32(0);
            if (key is not null)
                header.U32(key.Value);
            return sequence is null ? header : header.U32(sequence.Value);
        }).InIp(GreProtocol);

    /// <summary>Wraps an Ethernet frame in ERSPAN type I: GRE without sequence number and no header more.</summary>
    public static PacketBuilder InErspan1(this PacketBuilder inner) =>
        inner.Wrap(0, header => header.U16(0).U16(0x88BE)).InIp(GreProtocol);

    /// <summary>Wraps an Ethernet frame in ERSPAN type II (draft-foschiano-erspan 4.2).</summary>
    public static PacketBuilder InErspan2(this PacketBuilder inner, int session = 1, int vlan = 0) =>
        inner.Wrap(0, header => header.U16(0x1000).U16(0x88BE).U32(1)
            .U16(0x1000 | vlan).U16(session).U32(0)).InIp(GreProtocol);

    /// <summary>Wraps an Ethernet frame in ERSPAN type III (draft-foschiano-erspan 4.3).</summary>
    public static PacketBuilder InErspan3(this PacketBuilder inner, int session = 1, bool platformHeader = false) =>
        inner.Wrap(0, header =>
        {
            header.U16(0x1000).U16(0x22EB).U32(1).U16(0x2000).U16(session).U32(0x1234_5678).U16(0).U16(platformHeader ? 1 : 0);
            return platformHeader ? header.Zeros(8) : header;
        }).InIp(GreProtocol);

    /// <summary>Wraps an Ethernet frame in VXLAN (RFC 7348 5).</summary>
    public static PacketBuilder InVxlan(this PacketBuilder inner, uint network, ushort port = 4789) =>
        inner.Wrap(0, header => header.U32(0x0800_0000).U24(network).U8(0)).InUdp(49152, port);

    /// <summary>Wraps in Geneve (RFC 8926 3.4).</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="network">Virtual network identifier.</param>
    /// <param name="optionBytes">Bytes of options, a multiple of 4.</param>
    public static PacketBuilder InGeneve(this PacketBuilder inner, uint network, int optionBytes = 0) =>
        inner.Wrap(0, header => header.U8(optionBytes / 4).U8(0).U16(inner.EtherType).U24(network).U8(0).Zeros(optionBytes))
            .InUdp(49152, 6081);

    /// <summary>Wraps IP in GTP-U (3GPP TS 29.281 5.1), with a sequence number and one extension header where asked for.</summary>
    public static PacketBuilder InGtp(this PacketBuilder inner, uint endpoint, bool extension = false) =>
        inner.Wrap(0, header =>
        {
            header.U8(extension ? 0x36 : 0x30).U8(255).U16(inner.Bytes.Length + (extension ? 8 : 0)).U32(endpoint);

            // Sequence number, N-PDU number and next type (0x85: PDU session container), then one extension header of one unit.
            return extension ? header.U16(1).U8(0).U8(0x85).U8(1).U16(0x0009).U8(0) : header;
        }).InUdp(2152, 2152);

    /// <summary>Wraps an IEEE 802.11 frame in CAPWAP's data channel (RFC 5415 4.3): header of two words, binding 1, native frame.</summary>
    public static PacketBuilder InCapwap(this PacketBuilder inner) =>
        inner.Wrap(0, header => header.U32(0x0010_0300).U32(0)).InUdp(5247, 5247);

    /// <summary>Wraps IP in an L2TP data message with a length (RFC 2661 3.1) around PPP.</summary>
    public static PacketBuilder InL2tp(this PacketBuilder inner) =>
        inner.Wrap(0, header => header.U16(0x4002).U16(12 + inner.Bytes.Length).U16(1).U16(2).Hex("FF03").U16(TagWraps.PppProtocol(inner)))
            .InUdp(1701, 1701);

    /// <summary>Wraps IP in the data channel of PPTP: PPP in GRE of version 1, with a call number, a sequence number and an acknowledgment (RFC 2637 4.1).</summary>
    public static PacketBuilder InPptp(this PacketBuilder inner) =>
        inner.Wrap(0, header => header.U16(0x3081).U16(0x880B).U16(4 + inner.Bytes.Length).U16(7).U32(5).U32(4).Hex("FF03").U16(TagWraps.PppProtocol(inner)))
            .InIp(GreProtocol);

    /// <summary>Wraps IPv6 in Teredo behind an origin indication (RFC 4380 5.1.1).</summary>
    public static PacketBuilder InTeredo(this PacketBuilder inner) =>
        inner.Wrap(0, header => header.U16(0).U16(0x1234).U32(0)).InUdp(40000, 3544);

    /// <summary>Wraps in VXLAN with a next protocol (draft-ietf-nvo3-vxlan-gpe 3): 1 IPv4, 2 IPv6, 3 Ethernet.</summary>
    public static PacketBuilder InVxlanGeneric(this PacketBuilder inner, uint network)
    {
        int next = inner.EtherType == PacketBuilder.EthernetFrame ? 3 : inner.IsIPv6 ? 2 : 1;
        return inner.Wrap(0, header => header.U8(0x0C).U16(0).U8(next).U24(network).U8(0)).InUdp(49152, 4790);
    }
}
