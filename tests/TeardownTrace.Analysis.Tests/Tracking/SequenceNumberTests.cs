using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>Serial number arithmetic of RFC 9293 3.4: what is ahead by less than 2^31 is later.</summary>
public sealed class SequenceNumberTests
{
    private const int Seed = 3_4;

    [Theory]
    [InlineData(0u, 0u, 0)]
    [InlineData(1u, 0u, 1)]
    [InlineData(0u, 1u, -1)]
    [InlineData(0u, uint.MaxValue, 1)]
    [InlineData(uint.MaxValue, 0u, -1)]
    [InlineData(10u, uint.MaxValue - 9, 20)]
    [InlineData(0x8000_0000u, 1u, int.MaxValue)]
    public void Distance_goes_the_short_way_round(uint number, uint origin, int distance)
    {
        Assert.Equal(distance, SequenceNumber.Distance(number, origin));
        Assert.Equal(distance > 0, SequenceNumber.IsAfter(number, origin));
        Assert.Equal(distance >= 0, SequenceNumber.IsAtOrAfter(number, origin));
        Assert.Equal(distance > 0 ? number : origin, SequenceNumber.Later(number, origin));
        Assert.Equal(distance > 0 ? origin : number, SequenceNumber.Earlier(number, origin));
    }

    [Fact]
    public void Where_counting_began_makes_no_difference()
    {
        var random = new Random(Seed);
        for (int i = 0; i < 10_000; i++)
        {
            uint origin = (uint)random.NextInt64(1L << 32);
            int ahead = random.Next(1, int.MaxValue);
            uint number = unchecked(origin + (uint)ahead);

            Assert.Equal(ahead, SequenceNumber.Distance(number, origin));
            Assert.Equal(-ahead, SequenceNumber.Distance(origin, number));
            Assert.True(SequenceNumber.IsAfter(number, origin) && !SequenceNumber.IsAfter(origin, number));
            Assert.Equal((number, origin), (SequenceNumber.Later(origin, number), SequenceNumber.Earlier(number, origin)));
        }
    }
}
