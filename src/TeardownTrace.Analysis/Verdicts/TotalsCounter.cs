using System.Numerics;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Counts the connections of one partition. Bounded: so many services are kept apart, so many telling reports a rank; the rest is counted together.</summary>
/// <param name="frames">Where packets lie in their files.</param>
internal sealed class TotalsCounter(FrameMap frames)
{
    private const int ServicesKept = 1024;
    private const int TellingKept = 3;

    private readonly AnalysisTotals _counted = new();
    private readonly long[] _ordinary = new long[Enum.GetValues<Party>().Length];
    private readonly ServiceTable _services = new(ServicesKept);
    private readonly List<TellingConnection>?[] _telling = new List<TellingConnection>?[TellingRules.Ranks];

    /// <summary>Segments that a mirror showed again.</summary>
    public long MirrorDuplicates { get; set; }

    /// <summary>Connections that were counted and are not reported.</summary>
    public long LostRows { get; set; }

    /// <summary>Why they are not.</summary>
    public string? WhyRowsAreLost { get; set; }

    /// <summary>Half-open connections that made room.</summary>
    public long EvictedHalfOpen { get; set; }

    /// <summary>Other connections that made room.</summary>
    public long EvictedIdle { get; set; }

    /// <summary>Asks for the totals of a service ahead of its next connection.</summary>
    public void PrefetchService(in HostAddress address, ushort port) => _services.Prefetch(address, port);

    /// <summary>Counts a connection that ended ordinarily; it is not among the telling ones.</summary>
    /// <param name="closer">Who closed actively.</param>
    /// <param name="address">The server's address.</param>
    /// <param name="port">The server's port.</param>
    public void AddOrdinary(Party closer, in HostAddress address, ushort port)
    {
        _ordinary[(int)closer]++;
        if (!_services.TryAddOrdinary(address, port, closer))
            _counted.OtherServiceConnections++;
    }

    /// <summary>Counts a connection.</summary>
    public void Add(in TeardownFacts facts, in Verdict verdict)
    {
        Count(_counted, verdict, times: 1);
        if (verdict.HasReset)
        {
            Count(_counted.ResetPhases, (int)facts.Rare.Reset.Phase, verdict.Confidence, times: 1);
            Count(_counted.ResetCauses, (int)facts.Rare.Reset.Cause, verdict.Confidence, times: 1);
        }

        if (verdict.CloseKind != CloseKind.Stray)
            AddToService(facts, verdict);
        int rank = TellingRules.RankOf(verdict, facts);
        if (rank < TellingRules.Ranks)
            AddTelling(facts, verdict, rank);
    }

    /// <summary>Adds what was counted here to the totals of the whole run.</summary>
    /// <param name="totals">Receives the sums.</param>
    /// <param name="services">Receives the services.</param>
    /// <param name="telling">Receives the telling reports, by rank.</param>
    public void AddTo(AnalysisTotals totals, Dictionary<(HostAddress Address, ushort Port), ServiceTotals> services, List<TellingConnection>?[] telling)
    {
        foreach (Party closer in OrdinaryEnding.Closers)
            Count(totals, OrdinaryEnding.VerdictOf(closer), _ordinary[(int)closer]);
        totals.Connections += _counted.Connections;
        totals.Inconclusive += _counted.Inconclusive;
        totals.OtherServiceConnections += _counted.OtherServiceConnections;
        totals.MirrorDuplicates += MirrorDuplicates;
        totals.LostRows += LostRows;
        totals.WhyRowsAreLost ??= WhyRowsAreLost;
        totals.EvictedHalfOpen += EvictedHalfOpen;
        totals.EvictedIdle += EvictedIdle;
        Add(totals.CloseKinds, _counted.CloseKinds);
        Add(totals.ActiveClosers, _counted.ActiveClosers);
        Add(totals.MissingFins, _counted.MissingFins);
        Add(totals.LostFinalAcks, _counted.LostFinalAcks);
        Add(totals.ResetBy, _counted.ResetBy);
        Add(totals.ResetPhases, _counted.ResetPhases);
        Add(totals.ResetCauses, _counted.ResetCauses);
        Add(totals.Reuses, _counted.Reuses);
        Add(totals.TimeWaitHolders, _counted.TimeWaitHolders);
        Add(totals.Flags, _counted.Flags);

        _services.AddTo(services);
        for (int rank = 0; rank < telling.Length; rank++)
        {
            foreach (TellingConnection connection in _telling[rank] ?? [])
                Keep(ref telling[rank], connection);
        }
    }

    /// <summary>Counts what is said of so many connections alike, but for the facts of resets.</summary>
    private static void Count(AnalysisTotals counted, in Verdict verdict, long times)
    {
        Confidence confidence = verdict.Confidence;
        counted.Connections += times;
        if (confidence == Confidence.Inconclusive)
            counted.Inconclusive += times;
        Count(counted.CloseKinds, (int)verdict.CloseKind, confidence, times);
        Count(counted.ActiveClosers, (int)verdict.ActiveCloser, confidence, times);
        Count(counted.MissingFins, (int)verdict.MissingFin, confidence, times);
        Count(counted.LostFinalAcks, (int)verdict.FinalAck.Loss, confidence, times);
        Count(counted.ResetBy, (int)verdict.ResetBy, confidence, times);
        Count(counted.Reuses, ((int)verdict.SynReuse * 4) + (int)(verdict.ReuseRule ?? ReuseRule.Neither), confidence, times);
        Count(counted.TimeWaitHolders, (int)verdict.TimeWaitHolder, confidence, times);
        for (uint flags = (uint)verdict.Flags; flags != 0; flags &= flags - 1)
            Count(counted.Flags, BitOperations.TrailingZeroCount(flags), confidence, times);
    }

    private static void Count(Tally[] tallies, int index, Confidence confidence, long times) => tallies[index] = tallies[index].Plus(confidence, times);

    private static void Add(Tally[] sums, Tally[] tallies)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] = sums[i].Plus(tallies[i]);
    }

    private static void Keep(ref List<TellingConnection>? kept, in TellingConnection connection)
    {
        kept ??= new List<TellingConnection>(TellingKept + 1);
        int at = kept.Count;
        while (at > 0 && connection.Order.Precedes(kept[at - 1].Order))
            at--;
        if (at == TellingKept)
            return;
        kept.Insert(at, connection);
        if (kept.Count > TellingKept)
            kept.RemoveAt(TellingKept);
    }

    private void AddToService(in TeardownFacts facts, in Verdict verdict)
    {
        ref readonly FlowEnds ends = ref facts.Ends;
        bool added = facts.Connection.ClientIsHigh
            ? _services.TryAdd(ends.LowAddress, ends.LowPort, verdict)
            : _services.TryAdd(ends.HighAddress, ends.HighPort, verdict);
        if (!added)
            _counted.OtherServiceConnections++;
    }

    /// <summary>Keeps a connection if it tells more than those kept; most do not, and no report is made of them.</summary>
    private void AddTelling(in TeardownFacts facts, in Verdict verdict, int rank)
    {
        ref readonly Connection connection = ref facts.Connection;
        var order = new TellingOrder(TellingRules.MeasureOf(verdict, facts, rank), connection.StartTime, frames.Locate(connection.FirstPacket).Number);
        if (_telling[rank] is { Count: TellingKept } kept && !order.Precedes(kept[^1].Order))
            return;
        var telling = new TellingReport(ReportRules.Report(facts, verdict, frames, number: default), frames.Files);
        Keep(ref _telling[rank], new TellingConnection(order, telling));
    }
}
