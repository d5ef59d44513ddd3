namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// The services met, so many at most. Design: open addressing with linear probing over places four times as many as services are kept, so that
/// one look finds nearly every service; nothing is ever taken out.
/// </summary>
/// <param name="capacity">Services kept apart; a power of two.</param>
internal sealed class ServiceTable(int capacity)
{
    private const uint Spread = 0x9E37_79B1;
    private const int PlacesEach = 4;

    private readonly ServiceTotals?[] _places = new ServiceTotals?[PlacesEach * capacity];
    private int _count;

    /// <summary>All services.</summary>
    public IEnumerable<ServiceTotals> All => _places.OfType<ServiceTotals>();

    /// <summary>The totals of a service; null where it is new and there is no place for it.</summary>
    public ServiceTotals? Find(in HostAddress address, ushort port)
    {
        uint hash = (address.LowBits ^ ((uint)port << 16)) * Spread;
        for (int at = (int)(hash >> 8) & (_places.Length - 1); ; at = (at + 1) & (_places.Length - 1))
        {
            ServiceTotals? service = _places[at];
            if (service is null)
                return _count == capacity ? null : Add(at, address, port);
            if (service.Port == port && service.Address == address)
                return service;
        }
    }

    private ServiceTotals Add(int at, in HostAddress address, ushort port)
    {
        _count++;
        return _places[at] = new ServiceTotals(address, port);
    }
}
