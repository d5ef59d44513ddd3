using System.Net;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>The innermost TCP header of every tunnel, and what enters the context.</summary>
public sealed class TunnelTests
{
    private static readonly TcpPacket V4 = new() { Flags = "F.", Sequence = 77, HopLimit = 33, Payload = TcpPacket.Filler(5) };

    private static readonly TcpPacket V6 =
        V4 with { Source = IPAddress.Parse("2001:db8::1"), Destination = IPAddress.Parse("2001:db8::2") };

    public static TheoryData<string> Names() => [.. Tunnels(PacketBuilder.Of(V4)).Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Segment_is_found_in_every_tunnel(string name)
    {
        foreach (TcpPacket packet in (TcpPacket[])[V4, V6])
        {
            PacketBuilder inner = PacketBuilder.Of(packet);
            PacketBuilder outer6 = inner with
            {
                OuterSource = IPAddress.Parse("2001:db8:ffff::1"),
                OuterDestination = IPAddress.Parse("2001:db8:ffff::2"),
            };
            AssertFound(Tunnels(inner)[name]);
            AssertFound(Tunnels(outer6)[name]);
            AssertFound(Tunnels(inner)[name].InVlan(5), vlan: 5);
            AssertFound(Tunnels(Tunnels(inner)[name])[name]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_cut_is_counted_and_none_throws(string name)
    {
        byte[] frame = Tunnels(PacketBuilder.Of(V4))[name].OnLink(1);
        int enough = frame.Length - V4.Payload.Length - TcpHeader.MinimumLength + TcpHeader.MinimumCaptured;

        for (int captured = 0; captured < enough; captured++)
            Assert.Equal(DecodeResult.CutShort, DecodedPackets.One(frame[..captured], 1, (uint)frame.Length).Result);
        Assert.Equal(DecodeResult.Tcp, DecodedPackets.One(frame[..enough], 1, (uint)frame.Length).Result);
    }

    [Fact]
    public void Teredo_carries_IPv6()
    {
        AssertFound(PacketBuilder.Of(V6).InTeredo());
        AssertFound(PacketBuilder.Of(V6).InUdp(3544, 40000));
    }

    [Fact]
    public void Network_identifiers_enter_the_context()
    {
        PacketBuilder frame = PacketBuilder.Of(V4).InEthernet();
        uint[] contexts =
        [
            0,
            Context(frame.InVxlan(1)),
            Context(frame.InVxlan(2)),
            Context(frame.InGeneve(1)),
            Context(frame.InGre(key: 1)),
            Context(frame.InVxlan(1).InVlan(1)),
            Context(frame.InBackbone(1)),
        ];

        Assert.Equal(contexts.Length, contexts.Distinct().Count());
        Assert.Equal(contexts[1], Context(frame.InVxlan(1) with { OuterSource = IPAddress.Parse("192.0.2.9") }));
    }

    [Fact]
    public void Identifiers_that_differ_by_direction_enter_no_context()
    {
        Assert.Equal(0u, Context(PacketBuilder.Of(V4).InGtp(1)));
        Assert.Equal(0u, Context(PacketBuilder.Of(V4).InIpTunnel()));
        Assert.Equal(0u, Context(PacketBuilder.Of(V4).InEthernet().InErspan2(session: 9, vlan: 3)));
        Assert.Equal(0u, Context(PacketBuilder.Of(V4).InGre(sequence: 5)));
        Assert.Equal(0u, Context(PacketBuilder.Of(V4).InPptp()));
    }

    [Fact]
    public void Vlan_inside_a_tunnel_is_context_but_not_the_vlan_told()
    {
        TcpSegment segment = DecodedPackets.One(PacketBuilder.Of(V4).InVlan(9).InEthernet().InVxlan(1).InVlan(4).OnLink(1)).Segment;

        Assert.Equal(4, segment.Vlan);
    }

    [Fact]
    public void Keys_carry_no_context_of_their_own() =>
        Assert.Equal(0u, DecodedPackets.One(PacketBuilder.Of(V4).InVlan(9).OnLink(1)).V4.Of(0)[0].Key.Context);

    [Fact]
    public void What_only_looks_like_a_tunnel_is_another_transport()
    {
        var noise = PacketBuilder.Of(new byte[40], 0);
        foreach (ushort port in (ushort[])[53, 1701, 2152, 3544, 4789, 4790, 5247, 6081, 8472])
            Assert.Equal(DecodeResult.OtherTransport, DecodedPackets.One(noise.InUdp(port, 9).OnLink(1)).Result);
        Assert.Equal(DecodeResult.OtherTransport, DecodedPackets.One(PacketBuilder.Of([], 0).InUdp(9, 4789).OnLink(1)).Result);
    }

    [Fact]
    public void A_tunnel_by_its_source_port_begins_behind_the_udp_header_too()
    {
        // User data that is no IP, though it looks like one more header and IP: both ports say GTP-U, and it is asked twice.
        static NetworkOrder GtpHeader(NetworkOrder header) => header.U16(0x30FF).U16(0).U32(1);
        PacketBuilder packet = PacketBuilder.Of(V4).Wrap(0, GtpHeader).Wrap(0, GtpHeader);

        Assert.Equal(DecodeResult.OtherTransport, DecodedPackets.One(packet.InUdp(2152, 2152).OnLink(1)).Result);
    }

    [Fact]
    public void No_ip_in_a_tunnel_is_another_transport()
    {
        PacketBuilder arp = PacketBuilder.Of(new byte[28], 0x0806).InEthernet();

        Assert.Equal(DecodeResult.OtherTransport, DecodedPackets.One(arp.InVxlan(1).OnLink(1)).Result);
        Assert.Equal(DecodeResult.OtherTransport, DecodedPackets.One(arp.InGre().OnLink(1)).Result);
    }

    [Fact]
    public void Tunnels_nested_without_end_are_given_up()
    {
        PacketBuilder packet = PacketBuilder.Of(V4);
        for (int i = 0; i < 100; i++)
            packet = packet.InIpTunnel();

        Assert.Equal(DecodeResult.Malformed, DecodedPackets.One(packet.OnLink(101), 101).Result);
    }

    private static Dictionary<string, PacketBuilder> Tunnels(PacketBuilder inner)
    {
        PacketBuilder frame = inner.EtherType == PacketBuilder.EthernetFrame ? inner : inner.InEthernet();
        return new Dictionary<string, PacketBuilder>(StringComparer.Ordinal)
        {
            ["ip"] = inner.InIpTunnel(),
            ["gre"] = inner.InGre(),
            ["gre with every field"] = inner.InGre(key: 9, sequence: 8, checksum: true),
            ["gre with Ethernet"] = frame.InGre(key: 7),
            ["erspan 1"] = frame.InErspan1(),
            ["erspan 2"] = frame.InErspan2(),
            ["erspan 3"] = frame.InErspan3(),
            ["erspan 3 with subheader"] = frame.InErspan3(platformHeader: true),
            ["vxlan"] = frame.InVxlan(5000),
            ["vxlan of Linux before its number"] = frame.InVxlan(5000, 8472),
            ["geneve"] = frame.InGeneve(5000),
            ["geneve with options over IP"] = inner.InGeneve(5000, 60),
            ["vxlan with next protocol"] = inner.InVxlanGeneric(5000),
            ["vxlan with next protocol Ethernet"] = frame.InVxlanGeneric(5000),
            ["capwap"] = inner.InWifi().InCapwap(),
            ["l2tp"] = inner.EtherType == PacketBuilder.EthernetFrame ? inner : inner.InL2tp(),
            ["pptp"] = inner.EtherType == PacketBuilder.EthernetFrame ? inner : inner.InPptp(),
            ["gtp"] = inner.InGtp(0x1234),
            ["gtp with extension"] = inner.InGtp(0x1234, extension: true),
        };
    }

    private static uint Context(PacketBuilder packet) => DecodedPackets.One(packet.OnLink(1)).Segment.Context;

    private static void AssertFound(PacketBuilder packet, int vlan = 0)
    {
        TcpSegment segment = DecodedPackets.One(packet.OnLink(1)).Segment;
        Assert.Equal(77u, segment.Sequence);
        Assert.Equal(5u, segment.PayloadLength);
        Assert.Equal(33, segment.HopLimit);
        Assert.Equal(vlan, segment.Vlan);
    }
}
