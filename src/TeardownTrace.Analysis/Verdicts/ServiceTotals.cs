using System.Runtime.CompilerServices;

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

    /// <summary>Adds so many connections that ended alike.</summary>
    internal void Add(in Verdict verdict, long times)
    {
        _connections += times;
        _kinds[(int)verdict.CloseKind] += times;
        ServerClosedFirst += verdict.ActiveCloser is Party.Server or Party.Both ? times : 0;
        ServerTimeWaits += verdict.TimeWaitHolder is Party.Server or Party.Both ? times : 0;
        ServerMissingFins += verdict.MissingFin == Party.Server ? times : 0;
        ClientMissingFins += verdict.MissingFin == Party.Client ? times : 0;
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
