using System.Buffers.Binary;
using System.Net;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>One segment over every link layer, tag and label, and what is not IP.</summary>
public sealed class LinkLayerTests
{
    private const ushort Arp = 0x0806;

    private static readonly TcpPacket V4 = new() { Flags = "S", Sequence = 77, Payload = TcpPacket.Filler(5) };
    private static readonly TcpPacket V6 = V4 with { Source = IPAddress.Parse("2001:db8::1"), Destination = IPAddress.Parse("2001:db8::2") };

    public static TheoryData<int, bool> LinksAndFamilies()
    {
        var rows = new TheoryData<int, bool>();
        foreach (LinkLayer row in LinkLayers.All)
        {
            rows.Add(row.Number, false);
            rows.Add(row.Number, true);
        }

        return rows;
    }

    public static TheoryData<int> LinksWithEtherType() => [.. LinkFrames.LinkTypesWithEtherType];

    [Fact]
    public void Builder_knows_every_row() => Assert.Equal(LinkLayers.All.Select(row => row.Number), LinkFrames.LinkTypes);

    [Theory]
    [MemberData(nameof(LinksAndFamilies))]
    public void Segment_is_found_on_every_link(int linkType, bool v6) => AssertFound(PacketBuilder.Of(v6 ? V6 : V4).OnLink(linkType), linkType);

    [Theory]
    [MemberData(nameof(LinksAndFamilies))]
    public void Every_cut_is_counted_and_none_throws(int linkType, bool v6)
    {
        byte[] frame = PacketBuilder.Of(v6 ? V6 : V4).OnLink(linkType);
        int enough = frame.Length - V4.Payload.Length - TcpHeader.MinimumLength + TcpHeader.MinimumCaptured;

        for (int captured = 0; captured < frame.Length; captured++)
        {
            DecodeResult result = DecodedPackets.One(frame[..captured], linkType, (uint)frame.Length).Result;

            Assert.Equal(captured < enough ? DecodeResult.CutShort : DecodeResult.Tcp, result);
        }
    }

    [Theory]
    [MemberData(nameof(LinksWithEtherType))]
    public void Arp_is_no_ip(int linkType) =>
        Assert.Equal(DecodeResult.NotIp, DecodedPackets.One(PacketBuilder.Of(new byte[28], Arp).OnLink(linkType), linkType).Result);

    [Theory]
    [MemberData(nameof(LinksWithEtherType))]
    public void Vlan_tag_is_found_on_every_link_with_types(int linkType)
    {
        TcpSegment segment = AssertFound(PacketBuilder.Of(V4).InVlan(7).OnLink(linkType), linkType);

        Assert.Equal(7, segment.Vlan);
        Assert.NotEqual(0u, segment.Context);
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(10u)]
    [InlineData(24u)]
    [InlineData(28u)]
    [InlineData(30u)]
    public void Loopback_families_are_read_in_both_byte_orders(uint family)
    {
        byte[] ip = PacketBuilder.Of(family == 2 ? V4 : V6).Bytes;
        byte[] little = new byte[4];
        byte[] big = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(little, family);
        BinaryPrimitives.WriteUInt32BigEndian(big, family);

        foreach (int linkType in (int[])[0, 108])
        {
            AssertFound([.. little, .. ip], linkType);
            AssertFound([.. big, .. ip], linkType);
        }
    }

    [Fact]
    public void Loopback_of_another_family_is_no_ip() =>
        Assert.Equal(DecodeResult.NotIp, DecodedPackets.One([7, 0, 0, 0, .. PacketBuilder.Of(V4).Bytes], 0).Result);

    [Theory]
    [InlineData(0x8100)]
    [InlineData(0x88A8)]
    [InlineData(0x9100)]
    [InlineData(0x9200)]
    public void Tags_nest_and_the_innermost_vlan_is_told(int outer)
    {
        PacketBuilder inner = PacketBuilder.Of(V4).InVlan(30).InVlan(20, (ushort)outer);
        TcpSegment three = AssertFound(inner.InVlan(10, (ushort)outer).OnLink(1));
        TcpSegment two = AssertFound(inner.OnLink(1));

        Assert.Equal(30, three.Vlan);
        Assert.Equal(30, two.Vlan);
        Assert.NotEqual(two.Context, three.Context);
    }

    [Fact]
    public void Context_is_the_same_on_the_fast_and_the_general_path()
    {
        TcpSegment fast = AssertFound(PacketBuilder.Of(V4).InVlan(30).OnLink(1));
        TcpSegment general = AssertFound(PacketBuilder.Of(V4).InVlan(30).OnLink(113), 113);

        Assert.Equal(fast.Context, general.Context);
    }

    [Fact]
    public void Priority_tag_is_no_vlan()
    {
        TcpSegment segment = AssertFound(PacketBuilder.Of(V4).InVlan(0, priority: 5).OnLink(1));

        Assert.Equal(0, segment.Vlan);
        Assert.Equal(0u, segment.Context);
    }

    [Fact]
    public void Labels_of_either_direction_enter_no_context()
    {
        Assert.Equal(0u, AssertFound(PacketBuilder.Of(V4).InMpls(100, 200, 300).OnLink(1)).Context);
        Assert.Equal(0u, AssertFound(PacketBuilder.Of(V6).InMpls(101).OnLink(1)).Context);
    }

    [Fact]
    public void Pseudowires_are_read_with_and_without_control_word()
    {
        AssertFound(PacketBuilder.Of(V4).InEthernet().InControlWord().InMpls(16, 17).OnLink(1));
        AssertFound(PacketBuilder.Of(V6).InEthernet().InMpls(16).OnLink(1));
        AssertFound(PacketBuilder.Of(V4).InVlan(9).InEthernet().InControlWord().InMpls(16).OnLink(1));
    }

    [Fact]
    public void Bridges_and_access_lines_are_read()
    {
        TcpSegment backbone = AssertFound(PacketBuilder.Of(V4).InVlan(4).InEthernet().InBackbone(5000).InVlan(3).OnLink(1));
        Assert.Equal(4, backbone.Vlan);
        AssertFound(PacketBuilder.Of(V4).InEthernet().InFabricPath().OnLink(1));
        AssertFound(PacketBuilder.Of(V6).InPppoe().OnLink(1));
        AssertFound(PacketBuilder.Of(V4).InPppoe().InVlan(8).OnLink(1));
    }

    [Theory]
    [InlineData(0x8801, "0000", true)]
    [InlineData(0x8803, "02000000000D 0000", true)]
    [InlineData(0x0803, "02000000000D", true)]
    [InlineData(0x8881, "0000 00000000", true)]
    [InlineData(0x8801, "8000 02000000000B 02000000000A 0035", true)]
    [InlineData(0x0108, "", true)]
    [InlineData(0x0841, "", false)]
    [InlineData(0x4801, "", false)]
    [InlineData(0x8000, "", false)]
    public void Wifi_data_frames_in_the_clear_carry_ip(int control, string afterAddresses, bool found)
    {
        byte[] after = Convert.FromHexString(afterAddresses.Replace(" ", "", StringComparison.Ordinal));
        byte[] frame = PacketBuilder.Of(V4).InWifi((ushort)control, after).Bytes;

        Assert.Equal(found ? DecodeResult.Tcp : DecodeResult.NotIp, DecodedPackets.One(frame, 105).Result);
    }

    [Fact]
    public void Radiotap_tells_of_padding_behind_the_mac_header()
    {
        byte[] padded = PacketBuilder.Of(V4).InWifi(0x8801, 0, 0, 0, 0).Bytes;

        // Present: time, flags and a second word; time is aligned to 8; flags 0x20: padded to 32 bits.
        byte[] radiotap = Convert.FromHexString("0000 1900 03000080 00000000 00000000 0102030405060708 20".Replace(" ", "", StringComparison.Ordinal));

        AssertFound([.. radiotap, .. padded], 127);
    }

    [Fact]
    public void Unknown_link_type_is_counted() =>
        Assert.Equal(DecodeResult.UnknownLinkType, DecodedPackets.One(PacketBuilder.Of(V4).Bytes, 147).Result);

    private static TcpSegment AssertFound(byte[] frame, int linkType = 1)
    {
        DecodedPackets decoded = DecodedPackets.One(frame, linkType);
        Assert.Equal(DecodeResult.Tcp, decoded.Result);
        TcpSegment segment = decoded.Segment;
        Assert.Equal(77u, segment.Sequence);
        Assert.Equal(5u, segment.PayloadLength);
        Assert.Equal(TcpFlags.Syn, segment.Flags);
        return segment;
    }
}
