using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>The totals of a run: what the captures before counted, and what the partitions of the present one have counted so far.</summary>
internal sealed class RetiredTotals
{
    private const int ServicesShown = 20;
    private const int TellingShown = 10;

    private readonly List<TotalsCounter> _past = [];

    /// <summary>Keeps what the partitions of a capture counted.</summary>
    public void Retire(IEnumerable<Partition> partitions) => _past.AddRange(CountersOf(partitions));

    /// <summary>Everything together.</summary>
    public AnalysisTotals Sum(IEnumerable<Partition> partitions, DecodeCounters decoded)
    {
        var totals = new AnalysisTotals { Packets = decoded.Packets, WireBytes = decoded.WireBytes };
        if (decoded.Packets > 0)
        {
            totals.FirstTime = new Timestamp(decoded.EarliestTime);
            totals.LastTime = new Timestamp(decoded.LatestTime);
        }

        foreach (DecodeResult result in Enum.GetValues<DecodeResult>())
            totals.Decoded[(int)result] = decoded[result];

        var services = new Dictionary<(HostAddress Address, ushort Port), ServiceTotals>();
        var telling = new List<TellingConnection>?[TellingRules.Ranks];
        foreach (TotalsCounter counter in _past.Concat(CountersOf(partitions)))
            counter.AddTo(totals, services, telling);

        totals.Services = [.. services.Values
            .OrderByDescending(static service => service.Connections)
            .ThenBy(static service => $"{service.Address} {service.Port:D5}", StringComparer.Ordinal)
            .Take(ServicesShown)];
        totals.Telling = ChooseTelling(telling);
        return totals;
    }

    private static IEnumerable<TotalsCounter> CountersOf(IEnumerable<Partition> partitions) =>
        partitions.Select(static partition => partition.Totals);

    /// <summary>The best of every rank first, then the second best.</summary>
    private static List<TellingReport> ChooseTelling(List<TellingConnection>?[] telling)
    {
        var chosen = new List<TellingReport>();
        for (int place = 0; chosen.Count < TellingShown && telling.Any(rank => rank?.Count > place); place++)
        {
            foreach (List<TellingConnection>? rank in telling)
            {
                if (rank?.Count > place && chosen.Count < TellingShown)
                    chosen.Add(rank[place].Telling);
            }
        }

        return chosen;
    }
}
