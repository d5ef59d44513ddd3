namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// The services met, so many at most. Design: open addressing with linear probing over places four times as many as services are kept, so that
/// one look finds nearly every service; a place holds a number, so that the places of all partitions fit a near cache, though the services do
/// not; nothing is ever taken out.
/// </summary>
/// <param name="capacity">Services kept apart; a power of two, at most 16 384.</param>
internal sealed class ServiceTable(int capacity)
{
    private const uint Spread = 0x9E37_79B1;
    private const int PlacesEach = 4;

    private readonly ServiceTotals[] _services = new ServiceTotals[capacity];
    private readonly ushort[] _numbersPlusOne = new ushort[PlacesEach * capacity];
    private readonly int _homeShift = 32 - int.Log2(PlacesEach * capacity);
    private int _count;

    /// <summary>All services.</summary>
    public ReadOnlySpan<ServiceTotals> All => _services.AsSpan(0, _count);

    /// <summary>Asks for the totals that <see cref="Find"/> will probably give.</summary>
    public void Prefetch(in HostAddress address, ushort port)
    {
        int number = _numbersPlusOne[Home(address, port)] - 1;
        if (number >= 0)
            _services[number].Prefetch();
    }

    /// <summary>The totals of a service; null where it is new and there is no place for it.</summary>
    public ServiceTotals? Find(in HostAddress address, ushort port)
    {
        for (int at = Home(address, port); ; at = (at + 1) & (_numbersPlusOne.Length - 1))
        {
            int number = _numbersPlusOne[at] - 1;
            if (number < 0)
                return _count == capacity ? null : Add(at, address, port);
            ServiceTotals service = _services[number];
            if (service.Port == port && service.Address == address)
                return service;
        }
    }

    // The upper bits, because only these depend on every bit of what is multiplied (Knuth, TAOCP 6.4).
    private int Home(in HostAddress address, ushort port) => (int)(((address.LowBits ^ ((uint)port << 16)) * Spread) >> _homeShift);

    private ServiceTotals Add(int at, in HostAddress address, ushort port)
    {
        var service = new ServiceTotals(address, port);
        _services[_count++] = service;
        _numbersPlusOne[at] = (ushort)_count;
        return service;
    }
}
