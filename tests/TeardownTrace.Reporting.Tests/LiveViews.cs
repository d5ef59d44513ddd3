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
            Rates = new LiveRates(12_345.4, 98_700_000, closes),
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
        Rates = new LiveRates(0, 0, new double[Enum.GetValues<CloseKind>().Length]),
        Census = new StateCensus(0, States(), States(), []),
        Telling = [],
    };

    /// <summary>The three hosts that hold most TIME_WAIT.</summary>
    public static StateCensus WithHosts(StateCensus census) => new(
        census.Connections,
        census.Clients,
        census.Servers,
        [
            new HostStates(Reports.IPv4("10.0.0.1"), States((TcpState.TimeWait, 900), (TcpState.Established, 12), (TcpState.LastAck, 3))),
            new HostStates(Reports.IPv6("2001:db8:1234:5678:9abc:def0:1234:5678"), States((TcpState.TimeWait, 200))),
            new HostStates(Reports.IPv4("10.0.0.9"), States((TcpState.CloseWait, 55))),
        ]);

    private static long[] States(params (TcpState State, long Count)[] counts)
    {
        long[] states = new long[(int)TcpState.TimeWait + 1];
        foreach ((TcpState state, long count) in counts)
            states[(int)state] = count;
        return states;
    }
}
