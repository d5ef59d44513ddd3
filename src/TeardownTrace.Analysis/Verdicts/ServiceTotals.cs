using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What a service (server address and port) did: enough to see which one stands out.</summary>
public sealed class ServiceTotals
{
    private const int KindCount = (int)CloseKind.Open + 1;

    private CountsOfKinds _kinds;

    internal ServiceTotals(HostAddress address, ushort port)
    {
        Address = address;
        Port = port;
    }

    /// <summary>The server's address.</summary>
    public HostAddress Address { get; }

    /// <summary>The server's port.</summary>
    public ushort Port { get; }

    /// <summary>Its connections.</summary>
    public long Connections { get; private set; }

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

    internal void Add(in Verdict verdict)
    {
        Connections++;
        _kinds[(int)verdict.CloseKind]++;
        ServerClosedFirst += verdict.ActiveCloser is Party.Server or Party.Both ? 1 : 0;
        ServerTimeWaits += verdict.TimeWaitHolder is Party.Server or Party.Both ? 1 : 0;
        ServerMissingFins += verdict.MissingFin == Party.Server ? 1 : 0;
        ClientMissingFins += verdict.MissingFin == Party.Client ? 1 : 0;
    }

    internal void Add(ServiceTotals other)
    {
        Connections += other.Connections;
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
