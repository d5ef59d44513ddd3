using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Cli.Metrics;

/// <summary>What the run had counted at one moment. Nothing changes it any more, so that any thread may read it.</summary>
/// <param name="Totals">The engine's totals.</param>
/// <param name="Census">The connections tracked at that moment.</param>
/// <param name="KernelDrops">Packets that the kernel dropped since the run began.</param>
/// <param name="InterfaceDrops">Packets that the interface dropped since the run began.</param>
/// <param name="Services">The services told apart, and the rest.</param>
/// <param name="TimeWaits">The hosts told apart and their ends in TIME_WAIT, and the rest.</param>
internal sealed record LiveReading(
    AnalysisTotals Totals,
    StateCensus Census,
    long KernelDrops,
    long InterfaceDrops,
    IReadOnlyList<ServiceCloses> Services,
    IReadOnlyList<HostTimeWaits> TimeWaits);
