using System.Net;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>Options, fragments, extension headers and lengths that lie.</summary>
public sealed class IpHeaderTests
{
    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte Fragment = 44;
    private const byte Authentication = 51;
    private const byte Destination = 60;

    private static readonly TcpPacket V4 = new() { Flags = "F.", Sequence = 77, Payload = TcpPacket.Filler(5) };
    private static readonly TcpPacket V6 = V4 with { Source = IPAddress.Parse("2001:db8::1"), Destination = IPAddress.Parse("2001:db8::2") };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(40)]
    public void IPv4_options_are_passed_over(int length) => AssertFound(V4 with { IPv4Options = Repeat(1, length) });

    [Fact]
    public void First_IPv4_fragment_carries_the_segment() => AssertFound(V4 with { DontFragment = false, MoreFragments = true });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Later_IPv4_fragments_are_counted(bool more) =>
        Assert.Equal(DecodeResult.LaterFragment, ResultOf(V4 with { FragmentOffset = 3, MoreFragments = more, DontFragment = false }));

    [Fact]
    public void First_fragment_too_small_for_a_header_is_malformed()
    {
        // RFC 3128: an IPv4 datagram of 28 bytes, 8 of them TCP's.
        byte[] frame = PacketBuilder.Of(V4 with { MoreFragments = true, DontFragment = false, IpLength = 28 }).OnLink(1);

        Assert.Equal(DecodeResult.Malformed, DecodedPackets.One(frame[..(14 + 28)]).Result);
    }

    [Fact]
    public void Fragment_that_cuts_the_options_keeps_the_segment()
    {
        TcpPacket packet = V4 with
        {
            DontFragment = false,
            MoreFragments = true,
            Options = TcpOption.AlignedTimestamps(1, 2),
            IpLength = 20 + 24,
        };

        TcpSegment segment = DecodedPackets.One(PacketBuilder.Of(packet).OnLink(1)).Segment;

        Assert.Equal(0u, segment.PayloadLength);
        Assert.True(segment.Has(SegmentTraits.OptionsCut | SegmentTraits.HasOptions));
        Assert.False(segment.Has(SegmentTraits.HasTimestamps));
    }

    [Fact]
    public void IPv6_extension_headers_are_passed_over()
    {
        AssertFound(V6 with { ExtensionHeaders = [(HopByHop, Extension(0)), (Destination, Extension(2)), (Routing, Extension(1))] });

        // RFC 4302 2.2: the length counts words less two; 4 stands for 24 bytes.
        AssertFound(V6 with { ExtensionHeaders = [(Authentication, [4, .. new byte[22]])] });
        AssertFound(V6 with { ExtensionHeaders = [(Fragment, FragmentHeader(0))] });
        AssertFound(V6 with { ExtensionHeaders = [(Fragment, FragmentHeader(1))] });
    }

    [Fact]
    public void Later_IPv6_fragments_are_counted() =>
        Assert.Equal(DecodeResult.LaterFragment, ResultOf(V6 with { ExtensionHeaders = [(Fragment, FragmentHeader(8))] }));

    [Fact]
    public void Extension_headers_without_end_are_given_up() =>
        Assert.Equal(
            DecodeResult.Malformed,
            ResultOf(V6 with { ExtensionHeaders = [.. Enumerable.Repeat((Destination, Extension(0)), 500)] }));

    [Fact]
    public void Identification_of_a_datagram_that_cannot_be_fragmented_tells_nothing()
    {
        Assert.True(Decode(V4 with { Identification = 0, DontFragment = true }).Has(SegmentTraits.AtomicDatagram));
        Assert.False(Decode(V4 with { Identification = 0, DontFragment = false }).Has(SegmentTraits.AtomicDatagram));
        Assert.False(Decode(V4 with { Identification = 1, DontFragment = true }).Has(SegmentTraits.AtomicDatagram));
    }

    [Theory]
    [InlineData(19)]
    [InlineData(39)]
    [InlineData(1)]
    public void IPv4_length_below_its_headers_is_malformed(int length) =>
        Assert.Equal(DecodeResult.Malformed, ResultOf(V4 with { IpLength = (ushort)length }));

    [Fact]
    public void IPv6_length_below_its_headers_is_malformed() => Assert.Equal(DecodeResult.Malformed, ResultOf(V6 with { IpLength = 19 }));

    [Fact]
    public void IP_length_beyond_the_packet_is_believed()
    {
        // A capture rewritten with its captured length as the original one.
        Assert.Equal(1460u, Decode(V4 with { IpLength = 1500 }).PayloadLength);
        Assert.Equal(1460u, Decode(V6 with { IpLength = 1480 }).PayloadLength);
    }

    [Theory]
    [InlineData(0x05)]
    [InlineData(0x44)]
    [InlineData(0x75)]
    public void Wrong_version_or_header_length_is_malformed(byte first)
    {
        byte[] frame = PacketBuilder.Of(V4).OnLink(1);
        frame[14] = first;

        Assert.Equal(DecodeResult.Malformed, DecodedPackets.One(frame).Result);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(132)]
    public void Other_transports_are_counted(byte protocol)
    {
        byte[] frame = PacketBuilder.Of(V4).OnLink(1);
        frame[14 + 9] = protocol;

        Assert.Equal(DecodeResult.OtherTransport, DecodedPackets.One(frame).Result);
    }

    [Fact]
    public void Segment_quoted_by_an_ICMP_error_is_none()
    {
        byte[] error = [3, 1, 0, 0, 0, 0, 0, 0, .. PacketBuilder.Of(V4).Bytes];

        Assert.Equal(DecodeResult.OtherTransport, DecodedPackets.One(PacketBuilder.Of(error, 0).InIp(1).OnLink(1)).Result);
    }

    [Fact]
    public void Wrong_checksums_drop_nothing()
    {
        byte[] frame = PacketBuilder.Of(V4 with { Checksum = 0xDEAD }).OnLink(1);
        frame[14 + 10] ^= 0xFF;

        Assert.Equal(DecodeResult.Tcp, DecodedPackets.One(frame).Result);
    }

    [Fact]
    public void Original_length_that_lies_is_not_believed()
    {
        byte[] frame = PacketBuilder.Of(V4 with { IpLength = 0 }).OnLink(1);

        Assert.Equal(5u, DecodedPackets.One(frame, originalLength: uint.MaxValue).Segment.PayloadLength);
        Assert.Equal(5u, DecodedPackets.One(frame, originalLength: 3).Segment.PayloadLength);
    }

    private static byte[] Extension(byte units) => [units, .. new byte[6 + (8 * units)]];

    private static byte[] FragmentHeader(ushort offsetAndMore) => [0, (byte)(offsetAndMore >> 8), (byte)offsetAndMore, 0, 0, 0, 1];

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private static TcpSegment Decode(TcpPacket packet) => DecodedPackets.One(PacketBuilder.Of(packet).OnLink(1)).Segment;

    private static DecodeResult ResultOf(TcpPacket packet) => DecodedPackets.One(PacketBuilder.Of(packet).OnLink(1)).Result;

    private static void AssertFound(TcpPacket packet)
    {
        TcpSegment segment = Decode(packet);
        Assert.Equal(77u, segment.Sequence);
        Assert.Equal(5u, segment.PayloadLength);
        Assert.Equal(TcpFlags.Fin | TcpFlags.Ack, segment.Flags);
    }
}
