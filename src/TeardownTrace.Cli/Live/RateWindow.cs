using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli.Live;

/// <summary>Makes rates of counters that only grow: what was counted since a moment at most a span ago.</summary>
/// <param name="span">The span, so long that rates are calm.</param>
internal sealed class RateWindow(TimeSpan span)
{
    private const int BitsPerByte = 8;

    private readonly Queue<Sample> _samples = new();

    /// <summary>Takes the counters of a moment.</summary>
    /// <param name="elapsed">The moment, since any beginning; never goes back.</param>
    /// <param name="totals">The counters.</param>
    /// <returns>The rates since the earliest moment that lies in the span, or the last one before it where none does.</returns>
    internal LiveRates Add(TimeSpan elapsed, AnalysisTotals totals)
    {
        _samples.Enqueue(new Sample(elapsed, totals.Packets, totals.WireBytes, [.. totals.CloseKinds.Select(kind => kind.Total)]));
        while (_samples.Count > 2 && elapsed - _samples.Peek().Elapsed > span)
            _samples.Dequeue();
        Sample first = _samples.Peek();
        double seconds = (elapsed - first.Elapsed).TotalSeconds;
        if (seconds <= 0)
            return new LiveRates(0, 0, new double[totals.CloseKinds.Length]);
        return new LiveRates(
            (totals.Packets - first.Packets) / seconds,
            (totals.WireBytes - first.WireBytes) * BitsPerByte / seconds,
            [.. totals.CloseKinds.Select((kind, i) => (kind.Total - first.CloseKinds[i]) / seconds)]);
    }

    private sealed record Sample(TimeSpan Elapsed, long Packets, long WireBytes, long[] CloseKinds);
}
