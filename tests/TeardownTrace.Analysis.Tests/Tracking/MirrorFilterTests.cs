using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>SPEC section 6, mirror duplicates: the same bytes from the IP header on, TTL aside, at most 2 ms apart.</summary>
public sealed class MirrorFilterTests
{
    private const uint Flow = 0xCAFE;
    private const long Start = 1_795_236_631_000_000_000;

    private static readonly TcpSegment Segment = new()
    {
        Time = Start,
        Sequence = 1000,
        Acknowledgment = 2000,
        PayloadLength = 10,
        Checksum = 0xBEEF,
        Identification = 7,
        Flags = TcpFlags.Ack,
        HopLimit = 64,
    };

    [Theory]
    [InlineData(0, true)]
    [InlineData(2_000_000, true)]
    [InlineData(2_000_001, false)]
    [InlineData(-2_000_000, true)]
    [InlineData(-2_000_001, false)]
    public void A_copy_comes_within_two_milliseconds(long later, bool isCopy)
    {
        var filter = new MirrorFilter();
        Assert.False(filter.IsCopy(Segment, Flow));
        Assert.Equal(isCopy, filter.IsCopy(Segment with { Time = Start + later }, Flow));
    }

    [Fact]
    public void The_copy_may_have_gone_another_way() =>
        AssertSecond(isCopy: true, Segment with { HopLimit = 61, Vlan = 5, Context = 9, PacketIndex = 3 });

    [Fact]
    public void Whatever_differs_from_the_ip_header_on_makes_it_another_segment()
    {
        AssertSecond(isCopy: false, Segment with { Sequence = 1001 });
        AssertSecond(isCopy: false, Segment with { Acknowledgment = 2001 });
        AssertSecond(isCopy: false, Segment with { PayloadLength = 11 });
        AssertSecond(isCopy: false, Segment with { Checksum = 0xBEEE });
        AssertSecond(isCopy: false, Segment with { Identification = 8 });
        AssertSecond(isCopy: false, Segment with { Flags = TcpFlags.Ack | TcpFlags.Fin });
        AssertSecond(isCopy: false, Segment with { Traits = SegmentTraits.FromHigh });
        AssertSecond(isCopy: false, Segment, Flow + 1);
    }

    [Fact]
    public void What_is_remembered_without_asking_is_recognised()
    {
        var filter = new MirrorFilter();
        filter.Remember(Segment, Flow);
        Assert.True(filter.IsCopy(Segment, Flow));
    }

    [Fact]
    public void Segments_in_between_hide_no_copy()
    {
        // A batch in flight on a fast link: of 256 places of four it takes so few that hardly one is needed five times.
        const int Between = 40;
        var filter = new MirrorFilter();
        int found = 0;
        for (uint first = 0; first < 4000; first += Between)
        {
            for (uint i = first; i < first + Between; i++)
                Assert.False(filter.IsCopy(Segment with { Sequence = i }, Flow));
            for (uint i = first; i < first + Between; i++)
                found += filter.IsCopy(Segment with { Sequence = i }, Flow) ? 1 : 0;
        }

        Assert.InRange(found, 3995, 4000);
    }

    [Theory]
    [InlineData(0, long.MinValue)]
    [InlineData(-1, long.MaxValue)]
    [InlineData(long.MaxValue, -1)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MinValue)]
    public void Times_as_far_apart_as_can_be_are_no_copy_and_no_accident(long first, long second)
    {
        var filter = new MirrorFilter();
        filter.Remember(Segment with { Time = first }, Flow);
        Assert.False(filter.IsCopy(Segment with { Time = second }, Flow));
    }

    private static void AssertSecond(bool isCopy, in TcpSegment second, uint flow = Flow)
    {
        var filter = new MirrorFilter();
        Assert.False(filter.IsCopy(Segment, Flow));
        Assert.Equal(isCopy, filter.IsCopy(second, flow));
    }

}
