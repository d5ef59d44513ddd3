using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Counts the connections of one partition. Bounded: so many services are kept apart, so many telling reports a rank; the rest is counted together.</summary>
/// <param name="frames">Where packets lie in their files.</param>
internal sealed class TotalsCounter(FrameMap frames)
{
    private const int ServicesKept = 1024;

    private readonly long[] _ordinary = new long[VocabularyOfClosing.Parties.Length];
    private readonly ServiceTable _services = new(ServicesKept);
    private readonly TellingConnections _telling = new();

    /// <summary>What was counted, but for ordinary endings.</summary>
    public AnalysisTotals Counted { get; } = new();

    /// <summary>Asks for the totals of a service ahead of its next connection.</summary>
    public void PrefetchService(in FlowEnd server) => _services.Prefetch(server);

    /// <summary>Counts a connection that ended ordinarily; it is not among the telling ones.</summary>
    /// <param name="closer">Who closed actively.</param>
    /// <param name="server">The server's end.</param>
    public void AddOrdinary(Party closer, in FlowEnd server)
    {
        _ordinary[(int)closer]++;
        _services.AddOrdinary(server, closer);
    }

    /// <summary>Counts a connection.</summary>
    public void Add(in TeardownFacts facts, in Verdict verdict)
    {
        Counted.Count(verdict, times: 1);
        if (verdict.HasReset)
            Counted.CountReset(facts.ResetPhase, facts.Rare.Reset.Cause, verdict.Confidence);
        if (verdict.CloseKind != CloseKind.Stray)
            _services.Add(facts.Ends.End(!facts.Connection.ClientIsHigh), verdict);
        int rank = TellingRules.RankOf(verdict, facts);
        if (rank < TellingRules.Ranks)
            AddTelling(facts, verdict, rank);
    }

    /// <summary>Adds what was counted here to the totals of the whole run.</summary>
    public void AddTo(TotalsSum sum)
    {
        foreach (Party closer in OrdinaryEnding.Closers)
            sum.Counted.Count(OrdinaryEnding.VerdictOf(closer), _ordinary[(int)closer]);
        sum.Counted.Add(Counted);
        _services.AddTo(sum);
        sum.Telling.Add(_telling);
    }

    /// <summary>Keeps a connection if it tells more than those kept; most do not, and no report is made of them.</summary>
    private void AddTelling(in TeardownFacts facts, in Verdict verdict, int rank)
    {
        ref readonly Connection connection = ref facts.Connection;
        var order = new TellingOrder(verdict.Confidence == Confidence.Certain, TellingRules.MeasureOf(verdict, facts, rank), connection.StartTime, frames.Locate(connection.FirstPacket).Number);
        if (_telling.HasRoom(rank, order))
            _telling.Keep(rank, new TellingConnection(order, new TellingReport(ReportRules.Report(facts, verdict, frames, number: default), frames.Files)));
    }
}
