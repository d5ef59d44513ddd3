using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>TCP options, cut headers, data offsets that lie; on the fast path (Ethernet) and the general one (raw IP).</summary>
public sealed class TcpHeaderTests
{
    private const int IPv4Length = 20;
    private static readonly TcpPacket Syn = new() { Flags = "S", Sequence = 77, Payload = TcpPacket.Filler(3) };

    public static TheoryData<int> Links => [1, 101];

    [Theory]
    [MemberData(nameof(Links))]
    public void Options_of_a_Linux_SYN_are_read(int link)
    {
        TcpSegment segment = Decode(
            link,
            [.. TcpOption.MaximumSegmentSize(1460), .. TcpOption.SackPermitted(), .. TcpOption.Timestamps(1234, 5678), 1, .. TcpOption.WindowScale(7)]);

        Assert.Equal(SegmentTraits.HasOptions | SegmentTraits.HasTimestamps | SegmentTraits.HasWindowScale | SegmentTraits.AtomicDatagram, segment.Traits);
        Assert.Equal(1234u, segment.TimestampValue);
        Assert.Equal(5678u, segment.TimestampEcho);
        Assert.Equal(7, segment.WindowScale);
    }

    /// <summary>The usual order has a way of its own; one byte of it changed must make no other difference than kind by kind.</summary>
    [Fact]
    public void Options_of_a_SYN_are_read_as_they_are_kind_by_kind()
    {
        byte[] usual =
            [.. TcpOption.MaximumSegmentSize(1460), .. TcpOption.SackPermitted(), .. TcpOption.Timestamps(1234, 5678), 1, .. TcpOption.WindowScale(7)];
        for (int changed = 0; changed < usual.Length * 256; changed++)
        {
            byte[] header = [.. new byte[TcpHeader.MinimumLength], .. usual];
            header[TcpHeader.MinimumLength + (changed / 256)] = (byte)changed;
            TcpSegment expected = new() { Traits = SegmentTraits.FromHigh | SegmentTraits.HasOptions };
            TcpOptions.Read(header.AsSpan(TcpHeader.MinimumLength), ref expected);

            TcpSegment segment = default;
            TcpHeader.ReadWhole(ref header[0], header.Length, SegmentTraits.FromHigh, ref segment);

            Assert.Equal(
                (expected.TimestampValue, expected.TimestampEcho, expected.WindowScale, expected.Traits),
                (segment.TimestampValue, segment.TimestampEcho, segment.WindowScale, segment.Traits));
        }
    }

    [Theory]
    [MemberData(nameof(Links))]
    public void Aligned_timestamps_are_read(int link)
    {
        TcpSegment alone = Decode(link, TcpOption.AlignedTimestamps(0xFFFF_FFFF, 1));
        TcpSegment beforeSack = Decode(link, [.. TcpOption.AlignedTimestamps(9, 8), 1, 1, .. TcpOption.Sack((1, 2), (3, 4))]);

        Assert.Equal((0xFFFF_FFFFu, 1u), (alone.TimestampValue, alone.TimestampEcho));
        Assert.Equal((9u, 8u), (beforeSack.TimestampValue, beforeSack.TimestampEcho));
        Assert.True(alone.Has(SegmentTraits.HasTimestamps) && beforeSack.Has(SegmentTraits.HasTimestamps));
    }

    [Theory]
    [MemberData(nameof(Links))]
    public void Nothing_is_left_over_from_the_packet_before(int link)
    {
        var decoded = new DecodedPackets(
            [
                new MemoryPacket(1, PacketBuilder.Of(Syn with { Options = [.. TcpOption.AlignedTimestamps(1, 2), .. TcpOption.WindowScale(3)] }).OnLink(link)),
                new MemoryPacket(2, PacketBuilder.Of(Syn).OnLink(link)),
            ],
            link);

        Assert.Equal(SegmentTraits.AtomicDatagram, decoded.V4.Of(0)[1].Segment.Traits);
        Assert.Equal(0u, decoded.V4.Of(0)[1].Segment.TimestampValue);
        Assert.Equal(0, decoded.V4.Of(0)[1].Segment.WindowScale);
    }

    [Theory]
    [InlineData(new byte[] { 8, 0, 1, 1 })]
    [InlineData(new byte[] { 8, 1, 1, 1 })]
    [InlineData(new byte[] { 8, 10, 1, 1 })]
    [InlineData(new byte[] { 254, 255, 1, 1 })]
    [InlineData(new byte[] { 1, 1, 1, 3 })]
    [InlineData(new byte[] { 3, 2, 3, 4, 7, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 3, 3, 7 })]
    public void Options_whose_length_lies_end_the_walk(byte[] options)
    {
        foreach (int link in (int[])[1, 101])
            Assert.Equal(SegmentTraits.HasOptions | SegmentTraits.AtomicDatagram, Decode(link, options).Traits);
    }

    [Theory]
    [MemberData(nameof(Links))]
    public void Duplicate_is_reported_by_a_first_block_that_ends_at_the_acknowledgment(int link)
    {
        TcpPacket acknowledgment = Syn with { Flags = ".", Acknowledgment = 500 };

        Assert.True(Decode(acknowledgment, (499, 500)).Has(SegmentTraits.ReportsDuplicate));
        Assert.True(Decode(acknowledgment, (499, 500), (600, 700)).Has(SegmentTraits.ReportsDuplicate));
        Assert.False(Decode(acknowledgment, (600, 700)).Has(SegmentTraits.ReportsDuplicate));
        Assert.False(Decode(acknowledgment, (600, 700), (499, 500)).Has(SegmentTraits.ReportsDuplicate));

        TcpSegment Decode(TcpPacket packet, params (uint Left, uint Right)[] blocks) =>
            DecodedPackets.One(PacketBuilder.Of(packet with { Options = [1, 1, .. TcpOption.Sack(blocks)] }).OnLink(link), link).Segment;
    }

    [Fact]
    public void Options_before_one_that_lies_hold()
    {
        TcpSegment segment = Decode(1, [.. TcpOption.WindowScale(9), 8, 200, 0, 0]);

        Assert.True(segment.Has(SegmentTraits.HasWindowScale));
        Assert.Equal(9, segment.WindowScale);
    }

    [Fact]
    public void Shift_counts_above_fourteen_are_taken_as_fourteen() => Assert.Equal(14, Decode(1, TcpOption.WindowScale(200)).WindowScale);

    [Theory]
    [MemberData(nameof(Links))]
    public void Cut_options_are_marked(int link)
    {
        byte[] frame = PacketBuilder.Of(Syn with { Options = [.. TcpOption.WindowScale(7), 1, .. TcpOption.Timestamps(1, 2)] }).OnLink(link);
        int tcp = (link == 1 ? 14 : 0) + IPv4Length;

        TcpSegment segment = DecodedPackets.One(frame[..(tcp + 28)], link, (uint)frame.Length).Segment;

        Assert.Equal(3u, segment.PayloadLength);
        Assert.True(segment.Has(SegmentTraits.OptionsCut | SegmentTraits.HasOptions | SegmentTraits.HasWindowScale));
        Assert.False(segment.Has(SegmentTraits.HasTimestamps));
    }

    [Theory]
    [MemberData(nameof(Links))]
    public void Sixteen_bytes_of_header_make_a_segment(int link)
    {
        byte[] frame = PacketBuilder.Of(Syn with { Window = 999, Checksum = 0x1234 }).OnLink(link);
        int tcp = (link == 1 ? 14 : 0) + IPv4Length;

        TcpSegment segment = DecodedPackets.One(frame[..(tcp + 16)], link, (uint)frame.Length).Segment;

        Assert.Equal(77u, segment.Sequence);
        Assert.Equal(TcpFlags.Syn, segment.Flags);
        Assert.Equal(999, segment.Window);
        Assert.Equal(0, segment.Checksum);
        Assert.Equal(3u, segment.PayloadLength);
        Assert.Equal(SegmentTraits.OptionsCut | SegmentTraits.AtomicDatagram, segment.Traits);
        Assert.Equal(DecodeResult.CutShort, DecodedPackets.One(frame[..(tcp + 15)], link, (uint)frame.Length).Result);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(15)]
    public void Data_offset_that_lies_is_malformed(byte words)
    {
        foreach (int link in (int[])[1, 101])
        {
            byte[] frame = PacketBuilder.Of(Syn with { DataOffset = words }).OnLink(link);
            Assert.Equal(DecodeResult.Malformed, DecodedPackets.One(frame, link).Result);
        }
    }

    [Fact]
    public void Segment_takes_48_bytes_and_a_key_16() =>
        Assert.Equal((48, 16, 40), (Unsafe.SizeOf<TcpSegment>(), Unsafe.SizeOf<FlowKeyV4>(), Unsafe.SizeOf<FlowKeyV6>()));

    private static TcpSegment Decode(int link, byte[] options)
    {
        TcpSegment segment = DecodedPackets.One(PacketBuilder.Of(Syn with { Options = options }).OnLink(link), link).Segment;
        Assert.Equal(3u, segment.PayloadLength);
        return segment;
    }
}
