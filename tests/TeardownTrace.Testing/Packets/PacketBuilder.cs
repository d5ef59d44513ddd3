using System.Net;
using System.Net.Sockets;

namespace TeardownTrace.Testing.Packets;

/// <summary>
/// A packet built from the inside out: begin with <see cref="Of(TcpPacket)"/>, wrap it in tags and tunnels (<see cref="TagWraps"/>,
/// <see cref="TunnelWraps"/>), end with <see cref="LinkFrames.OnLink"/>. Immutable: every step gives a new builder.
/// <code>
/// byte[] frame = PacketBuilder.Of(segment).InVlan(7).OnLink(1);
/// byte[] mirrored = PacketBuilder.Of(segment).InEthernet().InVxlan(5000).OnLink(1);
/// </code>
/// </summary>
/// <param name="Bytes">The bytes so far.</param>
/// <param name="EtherType">What they are: the EtherType that would announce them (0x6558 for an Ethernet frame).</param>
public sealed record PacketBuilder(byte[] Bytes, ushort EtherType)
{
    public const ushort IPv4 = 0x0800;
    public const ushort IPv6 = 0x86DD;
    public const ushort EthernetFrame = 0x6558;

    /// <summary>Addresses of the tunnels that are wrapped around from here on.</summary>
    public IPAddress OuterSource { get; init; } = IPAddress.Parse("192.0.2.1");

    public IPAddress OuterDestination { get; init; } = IPAddress.Parse("192.0.2.2");

    /// <summary>Whether the bytes are an IPv6 datagram.</summary>
    public bool IsIPv6 => EtherType == IPv6;

    /// <summary>Begins with a TCP segment in its IP datagram.</summary>
    public static PacketBuilder Of(TcpPacket packet) =>
        new(packet.ToIp(), packet.Source.AddressFamily == AddressFamily.InterNetwork ? IPv4 : IPv6);

    /// <summary>Begins with anything else: ARP, a datagram of another transport, garbage.</summary>
    public static PacketBuilder Of(byte[] bytes, ushort etherType) => new(bytes, etherType);

    /// <summary>Wraps in Ethernet addresses and type.</summary>
    public PacketBuilder InEthernet() => Wrap(EthernetFrame, header => header.Hex("02000000000B 02000000000A").U16(EtherType));

    /// <summary>Wraps in an outer IP header from <see cref="OuterSource"/> to <see cref="OuterDestination"/>.</summary>
    /// <param name="protocol">IP protocol of the bytes so far.</param>
    public PacketBuilder InIp(byte protocol)
    {
        if (OuterSource.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return Wrap(IPv6, header => header.U32(0x6000_0000).U16(Bytes.Length).U8(protocol).U8(64)
                .Address(OuterSource).Address(OuterDestination));
        }

        byte[] outer = new NetworkOrder().U8(0x45).U8(0).U16(20 + Bytes.Length).U16(1).U16(0).U8(64).U8(protocol).U16(0)
            .Address(OuterSource).Address(OuterDestination).ToArray();
        ushort checksum = InternetChecksum.Of(outer);
        outer[10] = (byte)(checksum >> 8);
        outer[11] = (byte)checksum;
        return Wrap(IPv4, header => header.Bytes(outer));
    }

    /// <summary>Wraps in UDP and an outer IP header; the checksum is 0 (RFC 768: none), as tunnels send it.</summary>
    public PacketBuilder InUdp(ushort sourcePort, ushort destinationPort) =>
        Wrap(0, header => header.U16(sourcePort).U16(destinationPort).U16(8 + Bytes.Length).U16(0)).InIp(17);

    /// <summary>Puts a header before the bytes so far.</summary>
    /// <param name="etherType">What the result is.</param>
    /// <param name="write">Writes the header.</param>
    internal PacketBuilder Wrap(ushort etherType, Func<NetworkOrder, NetworkOrder> write) =>
        this with { Bytes = write(new NetworkOrder()).Bytes(Bytes).ToArray(), EtherType = etherType };
}
