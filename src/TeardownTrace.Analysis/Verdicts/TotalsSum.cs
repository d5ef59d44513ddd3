using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// What several partitions, or captures, counted together. Bounded: as many services are kept apart as the partitions of one capture keep.
/// </summary>
internal sealed class TotalsSum
{
    private const int ServicesKept = 32 * 1024;
    private const int ServicesShown = 20;

    private static readonly Comparer<ServiceTotals> BusiestFirst = Comparer<ServiceTotals>.Create(static (one, other) =>
    {
        int order = other.Connections.CompareTo(one.Connections);
        if (order == 0)
            order = one.Address.CompareTo(other.Address);
        return order == 0 ? one.Port.CompareTo(other.Port) : order;
    });

    private readonly Dictionary<FlowEnd, ServiceTotals> _services = [];

    /// <summary>The sums.</summary>
    public AnalysisTotals Counted { get; } = new();

    /// <summary>The most telling connections of all.</summary>
    public TellingConnections Telling { get; } = new();

    /// <summary>The totals of a service; null where it is new and there is no place for it.</summary>
    public ServiceTotals? ServiceOf(in FlowEnd server)
    {
        if (!_services.TryGetValue(server, out ServiceTotals? service) && _services.Count < ServicesKept)
            _services[server] = service = new ServiceTotals(server);
        return service;
    }

    /// <summary>Adds another sum.</summary>
    public void Add(TotalsSum other)
    {
        Counted.Add(other.Counted);
        foreach (ServiceTotals service in other._services.Values)
            ServiceOf(service.Server)?.Add(service);
        Telling.Add(other.Telling);
    }

    /// <summary>The totals to be shown.</summary>
    /// <param name="decoded">What the packets were.</param>
    public AnalysisTotals Result(DecodeCounters decoded)
    {
        Counted.WireBytes = decoded.WireBytes;
        if (decoded.EarliestTime <= decoded.LatestTime)
        {
            Counted.FirstTime = new Timestamp(decoded.EarliestTime);
            Counted.LastTime = new Timestamp(decoded.LatestTime);
        }

        for (int result = 0; result < Counted.Decoded.Length; result++)
            Counted.Decoded[result] = decoded[(DecodeResult)result];
        ServiceTotals[] services = [.. _services.Values];
        Array.Sort(services, BusiestFirst);
        Counted.Services = services[..Math.Min(services.Length, ServicesShown)];
        Counted.Telling = Telling.Choose();
        return Counted;
    }
}
