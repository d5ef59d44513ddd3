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
    /// <param name="packets">Packets so far.</param>
    /// <param name="wireBytes">Their bytes on the wire.</param>
    /// <param name="closeKinds">Connections so far, by <see cref="CloseKind"/>.</param>
    /// <returns>The rates since the earliest moment that lies in the span, or the last one before it where none does.</returns>
    internal LiveRates Add(TimeSpan elapsed, long packets, long wireBytes, IReadOnlyList<Tally> closeKinds)
    {
        _samples.Enqueue(new Sample(elapsed, packets, wireBytes, [.. closeKinds]));
        while (_samples.Count > 2 && elapsed - _samples.Peek().Elapsed > span)
            _samples.Dequeue();
        Sample first = _samples.Peek();
        double seconds = (elapsed - first.Elapsed).TotalSeconds;
        if (seconds <= 0)
            return new LiveRates(0, 0, new double[closeKinds.Count], 0);
        return new LiveRates(
            (packets - first.Packets) / seconds,
            (wireBytes - first.WireBytes) * BitsPerByte / seconds,
            [.. closeKinds.Select((kind, i) => (kind.Certain - first.CloseKinds[i].Certain) / seconds)],
            closeKinds.Select((kind, i) => kind.Inconclusive - first.CloseKinds[i].Inconclusive).Sum() / seconds);
    }

    private sealed record Sample(TimeSpan Elapsed, long Packets, long WireBytes, Tally[] CloseKinds);
}
