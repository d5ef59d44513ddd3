using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What a service (server address and port) did: enough to see which one stands out.</summary>
public sealed class ServiceTotals
{
    private const int KindCount = (int)CloseKind.Open + 1;

    private CountsOfKinds _kinds;

    internal ServiceTotals(in FlowEnd server) => Server = server;

    /// <summary>The server's address.</summary>
    public HostAddress Address => Server.Address;

    /// <summary>The server's port.</summary>
    public ushort Port => Server.Port;

    internal FlowEnd Server { get; }

    /// <summary>Its connections.</summary>
    public long Connections => Tally.Sum(CloseKinds).Total;

    /// <summary>Of them, those whose verdict is inconclusive.</summary>
    public long Inconclusive => Tally.Sum(CloseKinds).Inconclusive;

    /// <summary>Its connections by <see cref="Verdicts.CloseKind"/>.</summary>
    public ReadOnlySpan<Tally> CloseKinds => _kinds;

    /// <summary>Connections it closed first.</summary>
    public Tally ServerClosedFirst { get; private set; }

    /// <summary>Connections in which it held TIME_WAIT.</summary>
    public Tally ServerTimeWaits { get; private set; }

    /// <summary>Connections whose FIN the server owes.</summary>
    public Tally ServerMissingFins { get; private set; }

    /// <summary>Connections whose FIN a client owes.</summary>
    public Tally ClientMissingFins { get; private set; }

    /// <summary>Adds so many connections that ended alike.</summary>
    internal void Add(in Verdict verdict, long times)
    {
        Tally alike = default(Tally).Plus(verdict.Confidence, times);
        _kinds[(int)verdict.CloseKind] = _kinds[(int)verdict.CloseKind].Plus(alike);
        if (verdict.ActiveCloser is Party.Server or Party.Both)
            ServerClosedFirst = ServerClosedFirst.Plus(alike);
        if (verdict.TimeWaitHolder is Party.Server or Party.Both)
            ServerTimeWaits = ServerTimeWaits.Plus(alike);
        if (verdict.MissingFin == Party.Server)
            ServerMissingFins = ServerMissingFins.Plus(alike);
        if (verdict.MissingFin == Party.Client)
            ClientMissingFins = ClientMissingFins.Plus(alike);
    }

    internal void Add(ServiceTotals other)
    {
        for (int kind = 0; kind < KindCount; kind++)
            _kinds[kind] = _kinds[kind].Plus(other._kinds[kind]);
        ServerClosedFirst = ServerClosedFirst.Plus(other.ServerClosedFirst);
        ServerTimeWaits = ServerTimeWaits.Plus(other.ServerTimeWaits);
        ServerMissingFins = ServerMissingFins.Plus(other.ServerMissingFins);
        ClientMissingFins = ClientMissingFins.Plus(other.ClientMissingFins);
    }

    [InlineArray(KindCount)]
    private struct CountsOfKinds
    {
        private Tally _first;
    }
}
