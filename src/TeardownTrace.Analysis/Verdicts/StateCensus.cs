using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>The connections tracked at one moment, counted by the state that each end is in: what netstat would show on the two hosts.</summary>
/// <param name="connections">Connections counted.</param>
/// <param name="clients">Client ends by <see cref="TcpState"/>.</param>
/// <param name="servers">Server ends by <see cref="TcpState"/>.</param>
/// <param name="hosts">The hosts that were asked for.</param>
public sealed class StateCensus(int connections, IReadOnlyList<long> clients, IReadOnlyList<long> servers, IReadOnlyList<HostStates> hosts)
{
    /// <summary>Connections counted. One whose both ends are in CLOSED is over and counts no more.</summary>
    public int Connections { get; } = connections;

    /// <summary>Client ends, indexed by <see cref="TcpState"/>.</summary>
    public IReadOnlyList<long> Clients { get; } = clients;

    /// <summary>Server ends, indexed by <see cref="TcpState"/>.</summary>
    public IReadOnlyList<long> Servers { get; } = servers;

    /// <summary>The hosts with most ends in TIME_WAIT, then with most ends at all.</summary>
    public IReadOnlyList<HostStates> Hosts { get; } = hosts;
}
