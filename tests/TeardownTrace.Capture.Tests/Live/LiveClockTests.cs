using TeardownTrace.Capture.Live;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>What time it is for a capture.</summary>
public sealed class LiveClockTests
{
    private static readonly TimeSpan HoldBack = TimeSpan.FromMilliseconds(300);

    [Fact]
    public void There_is_no_time_before_the_first_packet()
    {
        var time = new SetClock();
        var clock = new LiveClock(time, HoldBack);
        time.Advance(TimeSpan.FromHours(1));

        Assert.Null(clock.Now);
    }

    [Fact]
    public void It_goes_on_from_the_latest_packet_later_by_what_the_kernel_may_hold_back()
    {
        var time = new SetClock();
        var clock = new LiveClock(time, HoldBack);
        clock.Observe(new Timestamp(1_000));

        Assert.Equal(new Timestamp(1_000), clock.Now);
        time.Advance(HoldBack);
        Assert.Equal(new Timestamp(1_000), clock.Now);
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(new Timestamp(1_000 + (60 * Timestamp.NanosecondsPerSecond)), clock.Now);
    }

    [Fact]
    public void The_systems_clock_may_be_set_and_be_another_than_the_packets()
    {
        var time = new SetClock();
        var clock = new LiveClock(time, TimeSpan.Zero);
        clock.Observe(new Timestamp(5));
        time.Set(DateTimeOffset.UnixEpoch);
        time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(new Timestamp(105), clock.Now);
    }

    [Fact]
    public void It_follows_packets_whose_clock_was_set_back()
    {
        var clock = new LiveClock(new SetClock(), HoldBack);
        clock.Observe(new Timestamp(1_000));
        clock.Observe(new Timestamp(10));

        Assert.Equal(new Timestamp(10), clock.Now);
    }
}
