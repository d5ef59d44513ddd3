namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// The services met, so many at most. Design: a dictionary, and before it a table of those found last by the low bits of address and port:
/// nearly every connection is to a service met a moment ago.
/// </summary>
/// <param name="capacity">Services kept apart.</param>
internal sealed class ServiceTable(int capacity)
{
    private const int RecentBits = 10;
    private const uint Spread = 0x9E37_79B1;

    private readonly Dictionary<(HostAddress Address, ushort Port), ServiceTotals> _services = [];
    private readonly ServiceTotals?[] _recent = new ServiceTotals?[1 << RecentBits];

    /// <summary>All services.</summary>
    public IEnumerable<ServiceTotals> All => _services.Values;

    /// <summary>The totals of a service; null where it is new and there is no place for it.</summary>
    public ServiceTotals? Find(in HostAddress address, ushort port)
    {
        ref ServiceTotals? recent = ref _recent[((address.LowBits ^ ((uint)port << 16)) * Spread) >> (32 - RecentBits)];
        if (recent is not null && recent.Port == port && recent.Address == address)
            return recent;

        if (!_services.TryGetValue((address, port), out ServiceTotals? service))
        {
            if (_services.Count >= capacity)
                return null;
            service = new ServiceTotals(address, port);
            _services.Add((address, port), service);
        }

        recent = service;
        return service;
    }
}
