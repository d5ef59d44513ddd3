using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Reporting.Tests;

/// <summary>Made-up moments of a live capture.</summary>
internal static class LiveViews
{
    /// <summary>One at which every part of the screen has something to say.</summary>
    public static LiveView Busy()
    {
        RunSummary run = Runs.Busy();
        double[] closes = new double[run.Totals.CloseKinds.Length];
        closes[(int)CloseKind.Graceful] = 412.34;
        closes[(int)CloseKind.Reset] = 2.05;
        return new LiveView
        {
            Interface = "eth1",
            Filter = "tcp port 443",
            Time = new Timestamp(Reports.Start),
            Running = TimeSpan.FromSeconds(7985.4),
            Totals = run.Totals,
            Capture = new LiveStatistics(1_250_310, 0, 0, 0),
            Rates = new LiveRates(12_345.4, 98_700_000, closes, 0.6),
            Census = new StateCensus(8_123, States((TcpState.Established, 7_000), (TcpState.TimeWait, 1_123)), States((TcpState.Established, 6_945), (TcpState.CloseWait, 55)), []),
            Telling = [Runs.Telling, Runs.Telling with { Id = 41, ClientPort = 40001 }],
        };
    }

    /// <summary>One at which nothing has come yet.</summary>
    public static LiveView Silent() => Busy() with
    {
        Filter = null,
        Running = TimeSpan.Zero,
        Totals = new AnalysisTotals(),
        Capture = default,
        Rates = new LiveRates(0, 0, new double[Enum.GetValues<CloseKind>().Length], 0),
        Census = new StateCensus(0, States(), States(), []),
        Telling = [],
    };

    /// <summary>Numbers of <see cref="Large"/>, as they are to be shown.</summary>
    public static IReadOnlyList<string> NumbersOfLarge { get; } =
        ["123,456,789", "123,450,000", "6,789", "98,765,432", "1,000,000", "12,345", "987", "1,234,567", "34", "1,250,310", "12,000", "60,000", "900"];

    /// <summary>One whose numbers are about as long as they get.</summary>
    public static LiveView Large()
    {
        LiveView view = Busy();
        view.Totals.CloseKinds[(int)CloseKind.Graceful] = new Tally(98_765_432, 0);
        view.Totals.CloseKinds[(int)CloseKind.Reset] = new Tally(1_000_000, 24);
        view.Totals.Services = [.. view.Totals.Services, Runs.Service(Reports.IPv6("2001:db8:1234:5678:9abc:def0:1234:5678"), 8443, 60_000, 900)];
        double[] closes = [.. view.Rates.CloseKinds];
        closes[(int)CloseKind.Graceful] = 12_345;
        closes[(int)CloseKind.Reset] = 987;
        return view with
        {
            Capture = new LiveStatistics(1_250_310, 1_234_567, 34, 0),
            Rates = view.Rates with { CloseKinds = closes },
            Census = WithHosts(new StateCensus(123_456_789, States((TcpState.Established, 123_450_000), (TcpState.TimeWait, 6_789)), States((TcpState.Established, 6_945)), [])),
            Warnings = ["/var/log/close-20261121.csv: the disk is full since 04:49:12; 1234 rows wait in memory, and what comes beyond 4 MiB is lost"],
        };
    }

    /// <summary>The three hosts that hold most TIME_WAIT.</summary>
    public static StateCensus WithHosts(StateCensus census) => census with
    {
        Hosts =
        [
            new HostStates(Reports.IPv4("10.0.0.1"), States((TcpState.TimeWait, 900), (TcpState.Established, 12), (TcpState.LastAck, 3))),
            new HostStates(Reports.IPv6("2001:db8:1234:5678:9abc:def0:1234:5678"), States((TcpState.TimeWait, 200))),
            new HostStates(Reports.IPv4("10.0.0.9"), States((TcpState.CloseWait, 55))),
        ],
    };

    private static long[] States(params (TcpState State, long Count)[] counts)
    {
        long[] states = new long[(int)TcpState.TimeWait + 1];
        foreach ((TcpState state, long count) in counts)
            states[(int)state] = count;
        return states;
    }
}
