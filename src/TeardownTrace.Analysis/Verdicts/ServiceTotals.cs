using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What a service (server address and port) did: enough to see which one stands out.</summary>
public sealed class ServiceTotals
{
    private const int KindCount = (int)CloseKind.Open + 1;

    private readonly HostAddress _address;
    private CountsOfKinds _kinds;
    private long _connections;

    internal ServiceTotals(HostAddress address, ushort port)
    {
        _address = address;
        Port = port;
    }

    /// <summary>The server's address.</summary>
    public HostAddress Address => _address;

    /// <summary>The server's port.</summary>
    public ushort Port { get; }

    /// <summary>Its connections.</summary>
    public long Connections => _connections;

    /// <summary>Its connections by <see cref="Verdicts.CloseKind"/>.</summary>
    public ReadOnlySpan<long> CloseKinds => _kinds;

    /// <summary>Connections it closed first.</summary>
    public long ServerClosedFirst { get; private set; }

    /// <summary>Connections in which it held TIME_WAIT.</summary>
    public long ServerTimeWaits { get; private set; }

    /// <summary>Connections whose FIN the server owes.</summary>
    public long ServerMissingFins { get; private set; }

    /// <summary>Connections whose FIN a client owes.</summary>
    public long ClientMissingFins { get; private set; }

    /// <summary>Asks for what <see cref="Add(in Verdict)"/> mostly needs.</summary>
    internal void Prefetch()
    {
        CacheLine.Prefetch(in _address);
        CacheLine.Prefetch(in _connections);
        CacheLine.Prefetch(in _kinds);
    }

    internal void Add(in Verdict verdict)
    {
        _connections++;
        _kinds[(int)verdict.CloseKind]++;
        ServerClosedFirst += verdict.ActiveCloser is Party.Server or Party.Both ? 1 : 0;
        ServerTimeWaits += verdict.TimeWaitHolder is Party.Server or Party.Both ? 1 : 0;
        ServerMissingFins += verdict.MissingFin == Party.Server ? 1 : 0;
        ClientMissingFins += verdict.MissingFin == Party.Client ? 1 : 0;
    }

    internal void Add(ServiceTotals other)
    {
        _connections += other._connections;
        for (int kind = 0; kind < KindCount; kind++)
            _kinds[kind] += other._kinds[kind];
        ServerClosedFirst += other.ServerClosedFirst;
        ServerTimeWaits += other.ServerTimeWaits;
        ServerMissingFins += other.ServerMissingFins;
        ClientMissingFins += other.ClientMissingFins;
    }

    [InlineArray(KindCount)]
    private struct CountsOfKinds
    {
        private long _first;
    }
}
