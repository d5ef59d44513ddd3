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
    public long Connections { get; internal set; }

    /// <summary>Its connections by <see cref="Verdicts.CloseKind"/>.</summary>
    public ReadOnlySpan<long> CloseKinds => Kinds;

    /// <summary>Connections it closed first.</summary>
    public long ServerClosedFirst { get; internal set; }

    /// <summary>Connections in which it held TIME_WAIT.</summary>
    public long ServerTimeWaits { get; internal set; }

    /// <summary>Connections whose FIN the server owes.</summary>
    public long ServerMissingFins { get; internal set; }

    /// <summary>Connections whose FIN a client owes.</summary>
    public long ClientMissingFins { get; internal set; }

    internal long[] Kinds { get; } = new long[Enum.GetValues<CloseKind>().Length];
}
