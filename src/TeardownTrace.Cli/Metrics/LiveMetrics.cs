using System.Diagnostics.Metrics;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Cli.Metrics;

/// <summary>
/// The counts of a live run as instruments of <see cref="System.Diagnostics.Metrics"/>. The run hands over what it has counted; whoever
/// collects, on any thread and at any time, gets what was handed over last and never touches the engine.
/// </summary>
internal sealed class LiveMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    internal const string MeterName = "TeardownTrace";

    /// <summary>Hosts to ask of a census.</summary>
    internal const int Hosts = HostSeries.AtOnce;

    /// <summary>The program's version, of three numbers.</summary>
    internal static readonly string? Version = typeof(LiveMetrics).Assembly.GetName().Version?.ToString(fieldCount: 3);

    private readonly Meter _meter = new(MeterName, Version);
    private readonly ServiceSeries _services = new();
    private readonly HostSeries _hosts = new();
    private volatile LiveReading? _latest;

    internal LiveMetrics()
    {
        foreach (LiveInstrument instrument in LiveInstruments.All)
        {
            IEnumerable<Measurement<long>> Collect() => _latest is { } reading ? instrument.Read(reading) : [];

            if (instrument.OnlyGrows)
                _meter.CreateObservableCounter(instrument.Name, Collect, instrument.Unit, instrument.Description);
            else
                _meter.CreateObservableUpDownCounter(instrument.Name, Collect, instrument.Unit, instrument.Description);
        }
    }

    /// <summary>Hands over what was counted so far; by the thread that runs the engine.</summary>
    /// <param name="totals">The totals.</param>
    /// <param name="census">A census with <see cref="Hosts"/> hosts.</param>
    /// <param name="capture">What the system says of the capture.</param>
    internal void Update(AnalysisTotals totals, StateCensus census, LiveStatistics capture) =>
        _latest = new LiveReading(totals, census, capture, _services.Update(totals), _hosts.Update(census));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
