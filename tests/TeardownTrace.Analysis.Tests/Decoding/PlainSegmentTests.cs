using System.Net;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>Every field of a segment over Ethernet with IPv4 and IPv6.</summary>
public sealed class PlainSegmentTests
{
    private static readonly TcpPacket Segment = new()
    {
        Source = IPAddress.Parse("10.0.0.9"),
        Destination = IPAddress.Parse("10.0.0.2"),
        SourcePort = 40000,
        DestinationPort = 443,
        Sequence = 0xFFFF_FFF0,
        Acknowledgment = 0x8000_0001,
        Flags = "FP.",
        Window = 512,
        HopLimit = 61,
        Identification = 0xBEEF,
        Checksum = 0x1234,
        Payload = TcpPacket.Filler(10),
    };

    private static readonly TcpPacket SegmentV6 =
        Segment with { Source = IPAddress.Parse("2001:db8::9"), Destination = IPAddress.Parse("2001:db8::2") };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_fields_are_read(bool v6)
    {
        DecodedPackets decoded = DecodedPackets.One(PacketBuilder.Of(v6 ? SegmentV6 : Segment).OnLink(1));

        TcpSegment segment = decoded.Segment;
        Assert.Equal(1_000, segment.Time);
        Assert.Equal(0xFFFF_FFF0, segment.Sequence);
        Assert.Equal(0x8000_0001, segment.Acknowledgment);
        Assert.Equal(TcpFlags.Fin | TcpFlags.Psh | TcpFlags.Ack, segment.Flags);
        Assert.Equal(512, segment.Window);
        Assert.Equal(10u, segment.PayloadLength);
        Assert.Equal(0xFFFF_FFFB, segment.SegmentEnd);
        Assert.Equal(0x1234, segment.Checksum);
        Assert.Equal(61, segment.HopLimit);
        Assert.Equal(v6 ? 0 : 0xBEEF, segment.Identification);
        Assert.Equal(0, segment.Vlan);
        Assert.Equal(0u, segment.Context);
        Assert.Equal(SegmentTraits.FromHigh | (v6 ? SegmentTraits.AtomicDatagram : SegmentTraits.None), segment.Traits);
        Assert.Equal(1, decoded.Counters[DecodeResult.Tcp]);
    }

    [Fact]
    public void Both_directions_have_the_same_key_and_hash()
    {
        var decoded = new DecodedPackets(
        [
            new MemoryPacket(1, PacketBuilder.Of(Segment).OnLink(1)),
            new MemoryPacket(2, PacketBuilder.Of(Segment.Reversed()).OnLink(1)),
        ]);

        Assert.Equal(2, decoded.V4.Count);
        Assert.True(decoded.V4.Of(0)[0].Key.Equals(decoded.V4.Of(0)[1].Key));
        Assert.Equal(decoded.V4.Of(0)[0].Hash, decoded.V4.Of(0)[1].Hash);
        Assert.True(decoded.V4.Of(0)[0].Segment.Has(SegmentTraits.FromHigh));
        Assert.False(decoded.V4.Of(0)[1].Segment.Has(SegmentTraits.FromHigh));
        Assert.Equal(0, decoded.V4.Of(0)[0].Segment.PacketIndex);
        Assert.Equal(1, decoded.V4.Of(0)[1].Segment.PacketIndex);
        FlowKeyV4 key = decoded.V4.Of(0)[0].Key;
        Assert.Equal("10.0.0.2", key.LowAddress.ToString());
        Assert.Equal("10.0.0.9", key.HighAddress.ToString());
        Assert.Equal(443, key.LowPort);
        Assert.Equal(40000, key.HighPort);
    }

    [Fact]
    public void Ethernet_padding_is_no_payload()
    {
        byte[] frame = PacketBuilder.Of(Segment with { Payload = [] }).OnLink(1);

        TcpSegment segment = DecodedPackets.One([.. frame, .. new byte[60 - frame.Length]]).Segment;

        Assert.Equal(0u, segment.PayloadLength);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Length_zero_of_segmentation_offload_counts_to_the_end_of_the_packet(bool v6)
    {
        TcpPacket packet = (v6 ? SegmentV6 : Segment) with { IpLength = 0, Payload = TcpPacket.Filler(3000) };
        byte[] frame = PacketBuilder.Of(packet).OnLink(1);

        Assert.Equal(3000u, DecodedPackets.One(frame).Segment.PayloadLength);
        Assert.Equal(3000u, DecodedPackets.One(frame[..96], originalLength: (uint)frame.Length).Segment.PayloadLength);
    }

    [Theory]
    [InlineData("10.0.0.1", 5, "10.0.0.1", 5, false)]
    [InlineData("10.0.0.1", 5, "10.0.0.1", 6, false)]
    [InlineData("10.0.0.1", 6, "10.0.0.1", 5, true)]
    [InlineData("10.0.0.1", 6, "9.255.255.255", 7, true)]
    [InlineData("200.0.0.1", 1, "100.0.0.1", 65535, true)]
    [InlineData("::1", 6, "::1", 5, true)]
    [InlineData("8000::", 1, "::1", 5, true)]
    [InlineData("::1", 65535, "8000::", 1, false)]
    public void Lower_address_then_lower_port_comes_first(string source, int sourcePort, string destination, int port, bool fromHigh)
    {
        var packet = new TcpPacket
        {
            Source = IPAddress.Parse(source),
            SourcePort = (ushort)sourcePort,
            Destination = IPAddress.Parse(destination),
            DestinationPort = (ushort)port,
        };

        Assert.Equal(fromHigh, DecodedPackets.One(PacketBuilder.Of(packet).OnLink(1)).Segment.Has(SegmentTraits.FromHigh));
    }

    [Fact]
    public void Counters_hold_bytes_on_the_wire_and_the_extent_of_time()
    {
        byte[] frame = PacketBuilder.Of(Segment).OnLink(1);
        var decoded = new DecodedPackets([new(30, frame, 1500), new(-10, frame), new(20, frame)]);

        Assert.Equal(1500 + (2 * frame.Length), decoded.Counters.WireBytes);
        Assert.Equal(-10, decoded.Counters.EarliestTime);
        Assert.Equal(30, decoded.Counters.LatestTime);
        Assert.Equal(3, decoded.Counters.Packets);
    }
}
