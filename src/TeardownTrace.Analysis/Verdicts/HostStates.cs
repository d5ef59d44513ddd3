using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>One host's ends of connections at one moment.</summary>
/// <param name="Address">The host.</param>
/// <param name="States">Its ends, indexed by <see cref="TcpState"/>.</param>
public sealed record HostStates(HostAddress Address, IReadOnlyList<long> States);
