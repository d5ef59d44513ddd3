using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Cli.Live;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>Which connections a screen of a moment shows.</summary>
public sealed class LastTellingTests
{
    [Fact]
    public void Ordinary_ends_are_not_worth_a_look()
    {
        LastTelling telling = new([]);
        telling.Offer([Report(1, CloseKind.Graceful), Report(2, CloseKind.Open)]);
        Assert.Empty(telling.At(TimeSpan.Zero));
    }

    [Fact]
    public void One_comes_at_a_time_the_most_telling_of_its_while()
    {
        LastTelling telling = new([]);
        telling.Offer([Report(1, CloseKind.Reset)]);
        Assert.Equal([1], Ids(telling, 0));
        telling.Offer([Report(2, CloseKind.Refused), Report(3, CloseKind.Reset), Report(4, CloseKind.HalfClosed) with { MissingFin = Party.Server }]);
        telling.Offer([Report(5, CloseKind.Reset)]);
        Assert.Equal([1], Ids(telling, 1));
        Assert.Equal([4, 1], Ids(telling, 2));
        Assert.Equal([4, 1], Ids(telling, 9));
    }

    [Fact]
    public void What_was_selected_is_shown_and_nothing_else()
    {
        LastTelling telling = new([Vocabulary.Find("graceful")!]);
        telling.Offer([Report(1, CloseKind.Reset), Report(2, CloseKind.Graceful)]);
        Assert.Equal([2], Ids(telling, 0));
    }

    [Fact]
    public void Only_the_last_eight_are_kept()
    {
        LastTelling telling = new([]);
        for (int i = 1; i <= 20; i++)
        {
            telling.Offer([Report(i, CloseKind.Reset)]);
            telling.At(TimeSpan.FromSeconds(10 * i));
        }

        Assert.Equal([20, 19, 18, 17, 16, 15, 14, 13], Ids(telling, 1000));
    }

    private static long[] Ids(LastTelling telling, int seconds) => [.. telling.At(TimeSpan.FromSeconds(seconds)).Select(report => report.Id)];

    private static ConnectionReport Report(long id, CloseKind kind) => new()
    {
        Id = id,
        FirstFrame = new FrameNumber(0, 1),
        LastFrame = new FrameNumber(0, 2),
        StartTime = new Timestamp(0),
        EndTime = new Timestamp(1),
        ClientAddress = HostAddress.FromIPv4(1),
        ClientPort = 40000,
        ServerAddress = HostAddress.FromIPv4(2),
        ServerPort = 80,
        CloseKind = kind,
    };
}
