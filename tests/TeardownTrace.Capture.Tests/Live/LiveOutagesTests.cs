using TeardownTrace.Capture.Live;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>What is told of interfaces that come and go.</summary>
public sealed class LiveOutagesTests
{
    private readonly SetClock _time = new();

    [Fact]
    public void An_outage_is_one_problem_from_its_beginning_to_its_end()
    {
        var outages = new LiveOutages("eth9", _time);
        outages.Begin("The interface disappeared", frame: 7);
        outages.Begin("the interface is down", frame: 8);
        Assert.Equal(
            "eth9: after frame 7: 2026-01-02T03:04:05Z: The interface disappeared; waiting for it to come back",
            Assert.Single(outages.Problems).ToString());

        outages.Continue("no memory");
        Assert.EndsWith("no memory; trying again every second", Assert.Single(outages.Problems).ToString(), StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromSeconds(90.25));
        outages.End();
        Assert.EndsWith("no memory; back after 90.3 s; what passed meanwhile was not seen", Assert.Single(outages.Problems).ToString(), StringComparison.Ordinal);
        Assert.False(outages.IsOngoing);
        Assert.Equal(1, outages.Count);
    }

    [Fact]
    public void Weeks_of_outages_are_all_counted_and_the_latest_told()
    {
        var outages = new LiveOutages("eth9", _time);
        for (int i = 1; i <= 1000; i++)
        {
            outages.Begin("down", i);
            outages.End();
        }

        Assert.Equal(1000, outages.Count);
        Assert.Equal(Enumerable.Range(985, 16), outages.Problems.Select(problem => (int)problem.Frame));
    }

    [Fact]
    public void A_list_taken_before_does_not_change()
    {
        var outages = new LiveOutages("eth9", _time);
        outages.Begin("down", 1);
        IReadOnlyList<CaptureProblem> before = outages.Problems;
        outages.End();

        Assert.EndsWith("waiting for it to come back", Assert.Single(before).Message, StringComparison.Ordinal);
    }
}
