using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Reporting.Tests;

/// <summary>A made-up run in which every section of the screen has something to say.</summary>
internal static class Runs
{
    public static RunSummary Busy()
    {
        AnalysisTotals totals = new()
        {
            WireBytes = 987_654_321,
            FirstTime = new Timestamp(Reports.Start),
            LastTime = new Timestamp(Reports.Start + (1181 * Timestamp.NanosecondsPerSecond)),
            MirrorDuplicates = 17,
            EvictedHalfOpen = 3,
        };
        totals.Decoded[(int)DecodeResult.Tcp] = 1_250_000;
        totals.Decoded[(int)DecodeResult.OtherTransport] = 300;
        totals.Decoded[(int)DecodeResult.NotIp] = 10;
        Set(totals.CloseKinds, (CloseKind.Graceful, 10_000, 21), (CloseKind.HalfClosed, 900, 100), (CloseKind.Reset, 1_024, 200), (CloseKind.Refused, 100, 0));
        Set(totals.ActiveClosers, (Party.Client, 7_000, 10), (Party.Server, 3_900, 111), (Party.Both, 2, 0));
        Set(totals.TimeWaitHolders, (Party.Client, 6_900, 40), (Party.Server, 3_000, 0));
        Set(totals.MissingFins, (Party.Server, 900, 90), (Party.Client, 0, 10));
        Set(totals.Leaks, (Party.Server, 880, 5));
        Set(totals.LostFinalAcks, (LostFinalAck.AfterVantage, 5, 0), (LostFinalAck.Unknown, 0, 2));
        Set(totals.ResetBy, (Party.Server, 1_000, 0), (Party.Client, 124, 200));
        Set(totals.ResetPhases, (ResetPhase.Handshake, 100, 0), (ResetPhase.Established, 1_000, 200), (ResetPhase.Closing, 24, 0));
        Set(totals.ResetCauses, (ResetCause.Abort, 1_000, 0), (ResetCause.Refused, 100, 0), (ResetCause.DataAfterClose, 24, 200));
        totals.Reuses(SynReuse.Accepted)[(int)ReuseRule.Sequence] = new Tally(40, 0);
        totals.Reuses(SynReuse.Rejected)[(int)ReuseRule.Neither] = new Tally(12, 1);
        totals.Flags[3] = new Tally(1, 0);
        totals.Flags[2] = new Tally(880, 5);
        totals.Services = [Service(Reports.IPv4("10.0.0.2"), 443, 12_000, 900), Service(Reports.IPv4("10.0.0.3"), 8080, 300, 0)];
        totals.Telling =
        [
            new TellingReport(Telling, ["b.pcap"]),
        ];
        return new RunSummary
        {
            Totals = totals,
            Captures = [new ReadCapture(["a.pcap"], 400_000_000), new ReadCapture(["b.pcap"], 600_000_000)],
            Problems = [new CaptureProblem("a.pcap", 4096, 77, "the record header is cut short; the rest of the file was not read")],
            Unreadable = ["missing.pcap: no such file"],
        };
    }

    /// <summary>A connection to look at.</summary>
    public static ConnectionReport Telling { get; } = Reports.Graceful with
    {
        Id = 42,
        LastFrame = Reports.At(99),
        CloseKind = CloseKind.HalfClosed,
        MissingFin = Party.Server,
        ServerFinFrame = null,
        ServerFinAckFrame = null,
        TimeWaitHolder = Party.None,
        CloseWaitNs = 75 * Timestamp.NanosecondsPerSecond,
    };

    private static Verdict Closed { get; } = new()
    {
        CloseKind = CloseKind.Graceful,
        ActiveCloser = Party.Client,
        MissingFin = Party.None,
        FinalAck = default,
        TimeWaitHolder = Party.Client,
        ResetBy = Party.None,
        IsReuse = false,
        SynReuse = SynReuse.None,
        ReuseRule = null,
        Flags = ConnectionFlags.None,
        Doubt = ConfidenceReason.None,
    };

    public static RunSummary Empty() => new() { Totals = new AnalysisTotals(), Captures = [new ReadCapture(["empty.pcap"], 24)] };

    private static void Set<T>(Tally[] tallies, params (T Value, long Certain, long Inconclusive)[] rows)
        where T : struct, Enum
    {
        foreach ((T value, long certain, long inconclusive) in rows)
            tallies[Convert.ToInt32(value)] = new Tally(certain, inconclusive);
    }

    /// <summary>A service whose clients close first, but for a few, and that owes some FINs; of some connections that is not certain.</summary>
    public static ServiceTotals Service(HostAddress address, ushort port, long connections, long missing)
    {
        const long ServerFirst = 12;
        const long Doubted = 5;
        ServiceTotals service = new(new(address, port));
        for (long i = 0; i < connections; i++)
        {
            Verdict verdict = i < missing
                ? Closed with { CloseKind = CloseKind.HalfClosed, MissingFin = Party.Server }
                : Closed with { ActiveCloser = i < missing + ServerFirst ? Party.Server : Party.Client };
            service.Add(i < connections - Doubted ? verdict : verdict with { Doubt = ConfidenceReason.EndedEarly }, times: 1);
        }

        return service;
    }
}
