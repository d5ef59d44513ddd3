using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Cli.Live;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>Rates of counters that only grow.</summary>
public sealed class RateWindowTests
{
    [Fact]
    public void The_first_moment_has_no_rates() =>
        Assert.Equal((0, 0), Rates(new RateWindow(TimeSpan.FromSeconds(5)), 0, 100, 1000));

    [Fact]
    public void Rates_go_back_as_far_as_the_span_and_no_further()
    {
        RateWindow window = new(TimeSpan.FromSeconds(5));
        Rates(window, 0, 0, 0);
        Assert.Equal((100, 8 * 1000), Rates(window, 1, 100, 1000));
        Assert.Equal((50, 8 * 500), Rates(window, 2, 100, 1000));
        // From second 2 on nothing has come.
        Assert.Equal((0, 0), Rates(window, 7, 100, 1000));
    }

    [Fact]
    public void Moments_further_apart_than_the_span_are_compared_all_the_same()
    {
        RateWindow window = new(TimeSpan.FromSeconds(1));
        Rates(window, 0, 0, 0);
        Assert.Equal((10, 80), Rates(window, 10, 100, 100));
        Assert.Equal((20, 160), Rates(window, 20, 300, 300));
    }

    [Fact]
    public void Kinds_are_counted_without_their_inconclusive_ones_which_are_counted_apart()
    {
        RateWindow window = new(TimeSpan.FromSeconds(5));
        window.Add(TimeSpan.Zero, 0, 0, [new Tally(1, 1), default]);
        LiveRates rates = window.Add(TimeSpan.FromSeconds(2), 0, 0, [new Tally(4, 2), new Tally(1, 0)]);
        Assert.Equal([1.5, 0.5], rates.CloseKinds);
        Assert.Equal(0.5, rates.Inconclusive);
    }

    private static (double Packets, double Bits) Rates(RateWindow window, int second, long packets, long bytes)
    {
        LiveRates rates = window.Add(TimeSpan.FromSeconds(second), packets, bytes, [default]);
        return (rates.Packets, rates.Bits);
    }
}
