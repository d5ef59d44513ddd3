using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Cli.Metrics;

/// <summary>How a service's connections ended, as far as its series counts them.</summary>
/// <param name="Address">The server's address; null for all services that have no series of their own.</param>
/// <param name="Port">The server's port.</param>
/// <param name="Kinds">Connections by <see cref="CloseKind"/>.</param>
internal sealed record ServiceCloses(HostAddress? Address, ushort Port, IReadOnlyList<Tally> Kinds);
