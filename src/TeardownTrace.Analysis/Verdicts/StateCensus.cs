using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>The connections tracked at one moment, counted by the state that each end is in: what netstat would show on the two hosts.</summary>
/// <param name="Connections">Connections counted. One whose both ends are in CLOSED is over and counts no more.</param>
/// <param name="Clients">Client ends, indexed by <see cref="TcpState"/>.</param>
/// <param name="Servers">Server ends, indexed by <see cref="TcpState"/>.</param>
/// <param name="Hosts">The hosts with most ends in TIME_WAIT, then with most ends at all.</param>
public sealed record StateCensus(int Connections, IReadOnlyList<long> Clients, IReadOnlyList<long> Servers, IReadOnlyList<HostStates> Hosts);
