using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Cli.Metrics;

/// <summary>
/// Series of the busiest services, and one of the rest. A series must never fall, though services come and go among the busiest: each
/// connection is counted once, when it is met, in the series of its service if that is among the busiest then, else in the rest.
/// </summary>
internal sealed class ServiceSeries
{
    /// <summary>Services told apart at once.</summary>
    internal const int AtOnce = 20;

    /// <summary>Services told apart in a run: whoever stores the series keeps each for long.</summary>
    internal const int InARun = 100;

    private readonly Dictionary<(HostAddress Address, ushort Port), Tally[]> _named = [];
    private readonly Tally[] _rest = NoCloses();
    private readonly Tally[] _counted = NoCloses();
    private Dictionary<(HostAddress Address, ushort Port), Tally[]> _before = [];
    private bool _beforeIsWhole = true;

    /// <summary>Takes in what was counted since the last call.</summary>
    /// <param name="totals">The totals now.</param>
    /// <returns>The busiest services, then the rest.</returns>
    internal IReadOnlyList<ServiceCloses> Update(AnalysisTotals totals)
    {
        Tally[] growth = Growth(totals);
        var now = new Dictionary<(HostAddress Address, ushort Port), Tally[]>(AtOnce);
        var series = new List<ServiceCloses>(AtOnce + 1);
        foreach (ServiceTotals service in totals.Services.Take(AtOnce))
        {
            (HostAddress Address, ushort Port) key = (service.Address, service.Port);
            Tally[] kinds = service.CloseKinds.ToArray();
            now.Add(key, kinds);
            if (!_named.TryGetValue(key, out Tally[]? own))
            {
                if (_named.Count == InARun)
                    continue;
                _named.Add(key, own = NoCloses());
            }

            // What a service did while it was not among the busiest is in the rest already.
            Tally[]? before = _before.GetValueOrDefault(key);
            if (before is not null || _beforeIsWhole)
                Move(growth, own, kinds, before);
            series.Add(new ServiceCloses(key.Address, key.Port, [.. own]));
        }

        for (int kind = 0; kind < _rest.Length; kind++)
            _rest[kind] = _rest[kind].Plus(growth[kind]);
        series.Add(new ServiceCloses(null, 0, [.. _rest]));
        _before = now;
        _beforeIsWhole = totals.OtherServiceConnections == 0;
        return series;
    }

    private static Tally[] NoCloses() => new Tally[Vocabulary.CloseKinds.Count];

    private static void Move(Tally[] growth, Tally[] own, Tally[] kinds, Tally[]? before)
    {
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            Tally more = kinds[kind].Since(before?[kind] ?? default);
            own[kind] = own[kind].Plus(more);
            growth[kind] = growth[kind].Since(more);
        }
    }

    /// <summary>Connections met since the last call. Strays have no service.</summary>
    private Tally[] Growth(AnalysisTotals totals)
    {
        Tally[] growth = NoCloses();
        for (int kind = 0; kind < growth.Length; kind++)
        {
            if (kind == (int)CloseKind.Stray)
                continue;
            Tally all = totals.CloseKinds[kind];
            growth[kind] = all.Since(_counted[kind]);
            _counted[kind] = all;
        }

        return growth;
    }
}
