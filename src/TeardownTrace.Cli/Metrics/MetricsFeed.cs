using System.Diagnostics;
using TeardownTrace.Analysis;
using TeardownTrace.Capture;

namespace TeardownTrace.Cli.Metrics;

/// <summary>What <c>live --otlp</c> starts: the instruments, their exporter, and a fresh reading now and then. Called by the thread that runs the engine.</summary>
internal sealed class MetricsFeed : IDisposable
{
    /// <summary>Readings are taken for at most this part of the time, however large the table is.</summary>
    private const int MostLoad = 50;

    private readonly LiveMetrics _metrics = new();
    private readonly OtlpExport _export;
    private readonly TimeSpan _interval;
    private TimeSpan _due;

    /// <summary>Begins to send.</summary>
    /// <param name="endpoint">Where to; of <see cref="OtlpEndpoint"/>.</param>
    /// <param name="captured">The interface's name.</param>
    internal MetricsFeed(Uri endpoint, string captured)
    {
        _export = new OtlpExport(endpoint, captured);
        _interval = _export.Interval / 2;
    }

    /// <summary>Sendings that failed, in one line; null where none did.</summary>
    internal string? Failure => _export.Failure;

    /// <summary>Takes the line that tells of the first failure; null where there is nothing to tell.</summary>
    internal string? TakeWarning() => _export.TakeWarning();

    /// <summary>Takes a reading where one is due: twice an interval, so that what is sent is not older than half of one.</summary>
    /// <param name="elapsed">The moment, since any beginning.</param>
    /// <param name="analysis">The engine.</param>
    /// <param name="statistics">What the capture lost.</param>
    internal void Update(TimeSpan elapsed, TeardownAnalysis analysis, LiveStatistics statistics)
    {
        if (elapsed < _due)
            return;
        long began = Stopwatch.GetTimestamp();
        Read(analysis, statistics);
        TimeSpan rest = Stopwatch.GetElapsedTime(began) * MostLoad;
        _due = elapsed + (rest > _interval ? rest : _interval);
    }

    /// <summary>Takes the last reading: the next thing sent, by <see cref="Dispose"/>, is final.</summary>
    internal void Read(TeardownAnalysis analysis, LiveStatistics statistics) =>
        _metrics.Update(analysis.Totals, analysis.TakeCensus(LiveMetrics.Hosts), statistics);

    /// <summary>Sends the last reading, and ends.</summary>
    public void Dispose()
    {
        _export.Dispose();
        _metrics.Dispose();
    }
}
