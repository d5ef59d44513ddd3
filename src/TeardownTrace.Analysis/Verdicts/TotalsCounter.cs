using System.Numerics;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Counts the reports of one partition. Bounded: so many services are kept apart, so many telling reports a rank; the rest is counted together.</summary>
internal sealed class TotalsCounter
{
    private const int ServicesKept = 1024;
    private const int TellingKept = 3;

    private readonly AnalysisTotals _counted = new();
    private readonly Dictionary<(HostAddress Address, ushort Port), ServiceTotals> _services = [];
    private readonly List<ConnectionReport>?[] _telling = new List<ConnectionReport>?[TellingRules.Ranks];

    /// <summary>Segments that a mirror showed again.</summary>
    public long MirrorDuplicates { get; set; }

    /// <summary>Half-open connections that made room.</summary>
    public long EvictedHalfOpen { get; set; }

    /// <summary>Other connections that made room.</summary>
    public long EvictedIdle { get; set; }

    /// <summary>Counts a report.</summary>
    public void Add(in ConnectionReport report)
    {
        AnalysisTotals counted = _counted;
        Confidence confidence = report.Confidence;
        counted.Connections++;
        if (confidence == Confidence.Inconclusive)
            counted.Inconclusive++;
        Count(counted.CloseKinds, (int)report.CloseKind, confidence);
        Count(counted.ActiveClosers, (int)report.ActiveCloser, confidence);
        Count(counted.MissingFins, (int)report.MissingFin, confidence);
        Count(counted.LostFinalAcks, (int)report.LostFinalAck, confidence);
        Count(counted.ResetBy, (int)report.ResetBy, confidence);
        Count(counted.Reuses, ((int)report.SynReuse * 4) + (int)(report.ReuseRule ?? ReuseRule.Neither), confidence);
        Count(counted.TimeWaitHolders, (int)report.TimeWaitHolder, confidence);
        if (report.ResetPhase is { } phase)
            Count(counted.ResetPhases, (int)phase, confidence);
        if (report.ResetCause is { } cause)
            Count(counted.ResetCauses, (int)cause, confidence);
        for (uint flags = (uint)report.Flags; flags != 0; flags &= flags - 1)
            Count(counted.Flags, BitOperations.TrailingZeroCount(flags), confidence);
        if (report.CloseKind != CloseKind.Stray)
            AddToService(report);
        AddTelling(report);
    }

    /// <summary>Adds what was counted here to the totals of the whole run.</summary>
    /// <param name="totals">Receives the sums.</param>
    /// <param name="services">Receives the services.</param>
    /// <param name="telling">Receives the telling reports, by rank.</param>
    public void AddTo(AnalysisTotals totals, Dictionary<(HostAddress Address, ushort Port), ServiceTotals> services, List<ConnectionReport>?[] telling)
    {
        totals.Connections += _counted.Connections;
        totals.Inconclusive += _counted.Inconclusive;
        totals.OtherServiceConnections += _counted.OtherServiceConnections;
        totals.MirrorDuplicates += MirrorDuplicates;
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

        foreach (((HostAddress Address, ushort Port) key, ServiceTotals service) in _services)
        {
            if (!services.TryGetValue(key, out ServiceTotals? sum))
                services[key] = sum = new ServiceTotals(key.Address, key.Port);
            sum.Add(service);
        }

        for (int rank = 0; rank < telling.Length; rank++)
        {
            foreach (ConnectionReport report in _telling[rank] ?? [])
                Keep(ref telling[rank], report, rank);
        }
    }

    private static void Count(Tally[] tallies, int index, Confidence confidence) => tallies[index] = tallies[index].Plus(confidence);

    private static void Add(Tally[] sums, Tally[] tallies)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] = sums[i].Plus(tallies[i]);
    }

    private static void Keep(ref List<ConnectionReport>? kept, in ConnectionReport report, int rank)
    {
        kept ??= new List<ConnectionReport>(TellingKept + 1);
        int at = kept.Count;
        while (at > 0 && TellingRules.Compare(report, kept[at - 1], rank) < 0)
            at--;
        if (at == TellingKept)
            return;
        kept.Insert(at, report);
        if (kept.Count > TellingKept)
            kept.RemoveAt(TellingKept);
    }

    private void AddToService(in ConnectionReport report)
    {
        (HostAddress, ushort) key = (report.ServerAddress, report.ServerPort);
        if (!_services.TryGetValue(key, out ServiceTotals? service))
        {
            if (_services.Count >= ServicesKept)
            {
                _counted.OtherServiceConnections++;
                return;
            }

            service = new ServiceTotals(report.ServerAddress, report.ServerPort);
            _services.Add(key, service);
        }

        service.Add(report);
    }

    private void AddTelling(in ConnectionReport report)
    {
        int rank = TellingRules.RankOf(report);
        if (rank < TellingRules.Ranks)
            Keep(ref _telling[rank], report, rank);
    }
}
