using TeardownTrace.Capture;

namespace TeardownTrace.Cli.Live;

/// <summary>
/// Finds the place of a loss among the packets. The system counts a lost packet when it comes and finds the buffer full, but what is
/// then in the buffer came before it and is read later. So a loss is held back until everything that came before the statistics has been read.
/// </summary>
internal sealed class LossWatch
{
    private readonly Queue<(Timestamp Seen, long Packets)> _held = new();
    private LiveStatistics _last;

    /// <summary>Takes what the system says now.</summary>
    /// <param name="statistics">Its counters.</param>
    /// <param name="now">The system's time.</param>
    /// <param name="read">Time of the last packet that was read.</param>
    /// <param name="isEmptied">Whether nothing is left to read.</param>
    /// <returns>Packets that were lost since the last call that returned a number and before the next packet; null: nothing can be said yet.</returns>
    internal long? Observe(LiveStatistics statistics, Timestamp now, Timestamp? read, bool isEmptied)
    {
        bool isFresh = statistics != _last;
        long lost = statistics.DroppedByKernel + statistics.DroppedByInterface - _last.DroppedByKernel - _last.DroppedByInterface;
        _last = statistics;
        if (lost > 0)
            _held.Enqueue((now, lost));
        if (_held.Count == 0)
            return isFresh ? 0 : null;

        long located = 0;
        while (_held.TryPeek(out (Timestamp Seen, long Packets) loss) && (isEmptied || read?.CompareTo(loss.Seen) > 0))
            located += _held.Dequeue().Packets;
        return located > 0 ? located : null;
    }
}
