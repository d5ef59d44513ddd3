namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What a service (server address and port) did: enough to see which one stands out.</summary>
public sealed class ServiceTotals
{
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
    public ReadOnlySpan<long> CloseKinds => Kinds;

    /// <summary>Connections it closed first.</summary>
    public long ServerClosedFirst { get; private set; }

    /// <summary>Connections in which it held TIME_WAIT.</summary>
    public long ServerTimeWaits { get; private set; }

    /// <summary>Connections whose FIN the server owes.</summary>
    public long ServerMissingFins { get; private set; }

    /// <summary>Connections whose FIN a client owes.</summary>
    public long ClientMissingFins { get; private set; }

    private long[] Kinds { get; } = new long[Enum.GetValues<CloseKind>().Length];

    internal void Add(in ConnectionReport report)
    {
        Connections++;
        Kinds[(int)report.CloseKind]++;
        ServerClosedFirst += report.ActiveCloser is Party.Server or Party.Both ? 1 : 0;
        ServerTimeWaits += report.TimeWaitHolder is Party.Server or Party.Both ? 1 : 0;
        ServerMissingFins += report.MissingFin == Party.Server ? 1 : 0;
        ClientMissingFins += report.MissingFin == Party.Client ? 1 : 0;
    }

    internal void Add(ServiceTotals other)
    {
        Connections += other.Connections;
        for (int kind = 0; kind < Kinds.Length; kind++)
            Kinds[kind] += other.Kinds[kind];
        ServerClosedFirst += other.ServerClosedFirst;
        ServerTimeWaits += other.ServerTimeWaits;
        ServerMissingFins += other.ServerMissingFins;
        ClientMissingFins += other.ClientMissingFins;
    }
}
