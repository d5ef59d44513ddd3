using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>
/// A partition of one address family: tracks its segments, judges and counts connections as they end, and where rows are wanted lets them
/// wait for their turn.
/// </summary>
internal sealed class FamilyPartition<TKey> : Partition
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>Ended connections whose memory is asked for together: enough lines on their way at once to cover the memory's latency.</summary>
    private const int Ahead = 16;

    private readonly AnalysisOptions _options;
    private readonly BeginningOrder _order;
    private readonly Incarnations<TKey> _incarnations;
    private readonly Lifetimes<TKey> _lifetimes;
    private readonly FlowTracker<TKey> _tracker;
    private readonly TotalsCounter _totals;
    private readonly WaitingRows<TKey> _waiting;

    /// <param name="options">Timers and bounds.</param>
    /// <param name="capacity">Connections tracked at once.</param>
    /// <param name="frames">Where packets lie in their files.</param>
    /// <param name="drops">Where the capture lost packets.</param>
    public FamilyPartition(AnalysisOptions options, int capacity, FrameMap frames, DropIntervals drops)
    {
        _options = options;
        _totals = new TotalsCounter(frames);
        _order = new BeginningOrder(options);
        _incarnations = new Incarnations<TKey>(_order, drops);
        _lifetimes = new Lifetimes<TKey>(options, capacity, _incarnations);
        _waiting = new WaitingRows<TKey>(options, _order, _incarnations);
        _tracker = new FlowTracker<TKey>(options, _incarnations, _lifetimes);
    }

    /// <inheritdoc/>
    public override TotalsCounter Totals
    {
        get
        {
            _totals.Counted.MirrorDuplicates = _tracker.MirrorDuplicates;
            _totals.Counted.EvictedHalfOpen = _lifetimes.EvictedHalfOpen;
            _totals.Counted.EvictedIdle = _lifetimes.EvictedIdle;
            _totals.Counted.LostRows = _waiting.LostRows;
            _totals.Counted.WhyRowsAreLost = _waiting.WhyRowsAreLost;
            return _totals;
        }
    }

    /// <inheritdoc/>
    public override long NextFirstPacket => _order.NextFirstPacket;

    /// <summary>Takes the segments of a batch that belong here.</summary>
    /// <param name="slices">The batch's segments of this family, in slices.</param>
    /// <param name="number">Which partition this is.</param>
    /// <param name="firstPacket">0-based number of the batch's first packet in the whole capture.</param>
    /// <param name="sweepTime">Time by which connections expire afterwards, if any.</param>
    public void Track(SegmentBatch<TKey>[] slices, int number, long firstPacket, long? sweepTime)
    {
        foreach (SegmentBatch<TKey> slice in slices)
            _tracker.Track(slice.Of(number), firstPacket);

        // A family that the capture does not hold costs nothing more.
        if (_incarnations.Entries.HighWater == 0)
            return;
        if (sweepTime is { } now)
            _lifetimes.Advance(now);
        JudgeEnded();
    }

    /// <inheritdoc/>
    public override void Advance(long now)
    {
        _lifetimes.Advance(now);
        JudgeEnded();
    }

    /// <inheritdoc/>
    public override void FinishAll(long until)
    {
        _waiting.EndCapture(until);
        for (int from = 0; _lifetimes.TryFinish(until, ref from);)
            JudgeEnded();
    }

    /// <inheritdoc/>
    public override void Survey(StateCounter counter)
    {
        for (int index = 0; index < _incarnations.Entries.HighWater; index++)
        {
            ref FlowTable<TKey>.Entry entry = ref _incarnations.Entries[index];
            if (entry.Connection.IsLive)
                counter.Count(FlowEnds.Of(entry.Key), entry.Connection, _incarnations.RareOf(entry.Connection));
        }
    }

    /// <inheritdoc/>
    public override bool TryTake(out TeardownFacts facts) => _waiting.TryTake(out facts);

    /// <inheritdoc/>
    public override void Dispose() => _waiting.Dispose();

    private static FlowEnd ServerOf(in FlowTable<TKey>.Entry entry) => FlowEnd.Of(entry.Key, isHigh: !entry.Connection.ClientIsHigh);

    private void JudgeEnded()
    {
        for (ReadOnlySpan<EndedConnection> left = _incarnations.Ended; left.Length > 0; left = left[Math.Min(Ahead, left.Length)..])
        {
            ReadOnlySpan<EndedConnection> group = left[..Math.Min(Ahead, left.Length)];
            LookAhead(group);
            foreach (EndedConnection ended in group)
            {
                ref readonly FlowTable<TKey>.Entry entry = ref _incarnations.Entries[ended.Index];
                Judge(entry, ended.Until);
                if (_options.DeliverReports)
                    _waiting.Add(ended);
                else
                    _incarnations.Release(ended.Index);
            }
        }

        _incarnations.ClearEnded();
    }

    /// <summary>Asks for the memory that judging a group will need.</summary>
    private void LookAhead(ReadOnlySpan<EndedConnection> group)
    {
        foreach (EndedConnection ended in group)
            _incarnations.Entries.Prefetch(ended.Index);
        foreach (EndedConnection ended in group)
        {
            ref readonly FlowTable<TKey>.Entry entry = ref _incarnations.Entries[ended.Index];
            _totals.PrefetchService(ServerOf(entry));
            _order.Prefetch(entry.Connection);
            if (entry.Connection.Rare != Connection.None)
                _incarnations.Rare.Prefetch(entry.Connection.Rare);
        }
    }

    private void Judge(in FlowTable<TKey>.Entry entry, long until)
    {
        Party ordinary = OrdinaryEnding.CloserOf(entry.Connection, _options);
        if (ordinary != Party.None)
        {
            _totals.AddOrdinary(ordinary, ServerOf(entry));
            return;
        }

        FlowEnds ends = FlowEnds.Of(entry.Key);
        var facts = new TeardownFacts(ends, entry.Connection, _incarnations.RareOf(entry.Connection), until, _options);
        _totals.Add(facts, VerdictRules.JudgeByAll(facts));
    }
}
