using TeardownTrace.Capture;
using TeardownTrace.Cli.Live;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>Where among the packets a loss belongs.</summary>
public sealed class LossWatchTests
{
    [Fact]
    public void Statistics_without_a_loss_move_the_place_on_once()
    {
        LossWatch watch = new();
        Assert.Equal(0, watch.Observe(Statistics(100, 0), At(10), At(9), isEmptied: false));
        Assert.Null(watch.Observe(Statistics(100, 0), At(11), At(10), isEmptied: false));
        Assert.Equal(0, watch.Observe(Statistics(150, 0), At(12), At(11), isEmptied: false));
    }

    [Fact]
    public void A_loss_waits_until_packets_that_came_after_it_are_read()
    {
        LossWatch watch = new();
        Assert.Null(watch.Observe(Statistics(100, 7), At(10), At(1), isEmptied: false));
        Assert.Null(watch.Observe(Statistics(200, 7), At(11), At(10), isEmptied: false));
        Assert.Equal(7, watch.Observe(Statistics(200, 7), At(12), At(11), isEmptied: false));
        Assert.Equal(0, watch.Observe(Statistics(300, 7), At(13), At(12), isEmptied: false));
    }

    [Fact]
    public void An_emptied_buffer_places_every_loss()
    {
        LossWatch watch = new();
        Assert.Null(watch.Observe(Statistics(100, 7), At(10), At(1), isEmptied: false));
        Assert.Null(watch.Observe(Statistics(200, 9), At(11), At(2), isEmptied: false));
        Assert.Equal(9, watch.Observe(Statistics(200, 9), At(12), At(2), isEmptied: true));
    }

    [Fact]
    public void Losses_in_a_row_are_placed_one_after_the_other()
    {
        LossWatch watch = new();
        Assert.Null(watch.Observe(Statistics(100, 7), At(10), At(1), isEmptied: false));
        Assert.Null(watch.Observe(Statistics(200, 9), At(20), At(2), isEmptied: false));
        Assert.Equal(7, watch.Observe(Statistics(200, 9), At(21), At(15), isEmptied: false));
        Assert.Equal(2, watch.Observe(Statistics(200, 9), At(22), At(21), isEmptied: false));
    }

    [Fact]
    public void What_the_adapter_lost_counts_as_well() =>
        Assert.Equal(3, new LossWatch().Observe(new LiveStatistics(100, 1, 2, 0), At(10), read: null, isEmptied: true));

    private static LiveStatistics Statistics(long received, long dropped) => new(received, dropped, 0, 0);

    private static Timestamp At(long seconds) => new(seconds * Timestamp.NanosecondsPerSecond);
}
