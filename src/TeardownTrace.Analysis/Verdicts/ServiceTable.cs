using System.Numerics;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// The services met, so many at most, and what their connections did. Design: open addressing with linear probing over places four times as many as
/// services are kept, so that one look finds nearly every service; a place holds a number, so that the places of all partitions fit a near cache.
/// The ordinary endings, nearly all, are counted beside the service's name, so that they touch nothing else; nothing is ever taken out.
/// </summary>
/// <param name="capacity">Services kept apart; a power of two, at most 16 384.</param>
internal sealed class ServiceTable(int capacity)
{
    private const uint Spread = 0x9E37_79B1;
    private const int PlacesEach = 4;

    private readonly Service[] _services = new Service[capacity];
    private readonly ServiceTotals?[] _unusual = new ServiceTotals?[capacity];
    private readonly ushort[] _numbersPlusOne = new ushort[PlacesEach * capacity];
    private readonly int _homeShift = 32 - BitOperations.TrailingZeroCount(PlacesEach * capacity);
    private int _count;

    /// <summary>Asks for what counting an ordinary ending of a service will probably need.</summary>
    public void Prefetch(in FlowEnd server)
    {
        int number = _numbersPlusOne[Home(server)] - 1;
        if (number < 0)
            return;
        CacheLine.Prefetch(in _services[number].Server);
        CacheLine.Prefetch(in _services[number].ClosedByServer);
    }

    /// <summary>Counts a connection that ended ordinarily, unless its service is new and there is no place for it.</summary>
    public void AddOrdinary(in FlowEnd server, Party closer)
    {
        int number = Find(server);
        if (number < 0)
            return;
        ref Service service = ref _services[number];
        service.ClosedByClient += closer == Party.Client ? 1 : 0;
        service.ClosedByServer += closer == Party.Server ? 1 : 0;
    }

    /// <summary>Counts a connection, unless its service is new and there is no place for it.</summary>
    public void Add(in FlowEnd server, in Verdict verdict)
    {
        int number = Find(server);
        if (number >= 0)
            (_unusual[number] ??= new ServiceTotals(server)).Add(verdict, times: 1);
    }

    /// <summary>Adds all services to a sum.</summary>
    public void AddTo(TotalsSum sums)
    {
        for (int number = 0; number < _count; number++)
        {
            ref readonly Service service = ref _services[number];
            if (sums.ServiceOf(service.Server) is not { } sum)
                continue;
            sum.Add(OrdinaryEnding.VerdictOf(Party.Client), service.ClosedByClient);
            sum.Add(OrdinaryEnding.VerdictOf(Party.Server), service.ClosedByServer);
            if (_unusual[number] is { } unusual)
                sum.Add(unusual);
        }
    }

    /// <summary>The number of a service; negative where it is new and there is no place for it.</summary>
    private int Find(in FlowEnd server)
    {
        for (int at = Home(server); ; at = (at + 1) & (_numbersPlusOne.Length - 1))
        {
            int number = _numbersPlusOne[at] - 1;
            if (number < 0)
                return _count == capacity ? number : Add(at, server);
            if (_services[number].Server == server)
                return number;
        }
    }

    // The upper bits, because only these depend on every bit of what is multiplied (Knuth, TAOCP 6.4).
    private int Home(in FlowEnd server) => (int)(((server.Address.LowBits ^ ((uint)server.Port << 16)) * Spread) >> _homeShift);

    private int Add(int at, in FlowEnd server)
    {
        _services[_count] = new Service { Server = server };
        _numbersPlusOne[at] = (ushort)(_count + 1);
        return _count++;
    }

    /// <summary>A service, and those of its connections that ended ordinarily.</summary>
    private struct Service
    {
        public FlowEnd Server;
        public long ClosedByClient;
        public long ClosedByServer;
    }
}
