using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Cli.Metrics;

/// <summary>What the run had counted at one moment. Nothing changes it any more, so that any thread may read it.</summary>
/// <param name="Totals">The engine's totals.</param>
/// <param name="Census">The connections tracked at that moment.</param>
/// <param name="Capture">What the system said of the capture.</param>
/// <param name="Services">The services told apart, and the rest.</param>
/// <param name="TimeWaits">The hosts told apart and their ends in TIME_WAIT, and the rest.</param>
internal sealed record LiveReading(
    AnalysisTotals Totals,
    StateCensus Census,
    LiveStatistics Capture,
    IReadOnlyList<ServiceCloses> Services,
    IReadOnlyList<HostTimeWaits> TimeWaits);
