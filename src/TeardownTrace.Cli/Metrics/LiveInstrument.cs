using System.Diagnostics.Metrics;

namespace TeardownTrace.Cli.Metrics;

/// <summary>One instrument: a row of <see cref="LiveInstruments"/>.</summary>
/// <param name="Name">Its name, by OpenTelemetry's conventions: lower case, dots between namespaces, no unit, no <c>total</c>.</param>
/// <param name="Unit">Its unit as UCUM writes it; what is counted stands in braces.</param>
/// <param name="Description">What it says, in one sentence.</param>
/// <param name="OnlyGrows">Whether it counts what happened (a counter), not what is there now.</param>
/// <param name="Read">Its series, from what was counted.</param>
internal sealed record LiveInstrument(
    string Name,
    string Unit,
    string Description,
    bool OnlyGrows,
    Func<LiveReading, IEnumerable<Measurement<long>>> Read);
