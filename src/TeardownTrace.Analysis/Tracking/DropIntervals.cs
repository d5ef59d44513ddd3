namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Where in the run of packets a capture lost some: between which packets is known only as far as its statistics were asked. Written between
/// rounds, read during them. Bounded: the two oldest neighbours become one when there are too many, which doubts more, never less.
/// </summary>
internal sealed class DropIntervals
{
    private const int Kept = 4096;

    private readonly List<Interval> _intervals = [];

    /// <summary>Forgets the capture before.</summary>
    public void Clear() => _intervals.Clear();

    /// <summary>Packets were lost somewhere between two packets of the capture.</summary>
    /// <param name="from">0-based number of the last packet that certainly came before the loss; -1 for none.</param>
    /// <param name="to">Number of the first packet that certainly comes after it.</param>
    public void Add(long from, long to)
    {
        if (_intervals.Count > 0 && _intervals[^1].To >= from)
        {
            _intervals[^1] = _intervals[^1] with { To = to };
            return;
        }

        if (_intervals.Count == Kept)
        {
            _intervals[1] = new Interval(_intervals[0].From, _intervals[1].To);
            _intervals.RemoveAt(0);
        }

        _intervals.Add(new Interval(from, to));
    }

    /// <summary>Whether packets may be missing of a connection: lost between its first packet and its last, or after it where more was to come.</summary>
    public bool Touch(in Connection connection)
    {
        if (_intervals.Count == 0)
            return false;
        bool isComplete = connection.IsClosedByFins || connection.Has(ConnectionMarks.Reset);
        long last = isComplete ? connection.FirstPacket + connection.LastFrame : long.MaxValue;
        int at = _intervals.Count - 1;
        while (at > 0 && _intervals[at].From >= last)
            at--;
        return _intervals[at].To > connection.FirstPacket && _intervals[at].From < last;
    }

    private readonly record struct Interval(long From, long To);
}
