using TeardownTrace.Analysis;

namespace TeardownTrace.Cli.Metrics;

/// <summary>What a host holds in TIME_WAIT.</summary>
/// <param name="Address">The host; null for all hosts that have no series of their own.</param>
/// <param name="Ends">Its ends of connections that are in TIME_WAIT.</param>
internal readonly record struct HostTimeWaits(HostAddress? Address, long Ends);
