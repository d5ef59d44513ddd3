using System.Diagnostics;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>
/// A partition of one address family: tracks its segments, judges and counts connections as they end, and where rows are wanted lets them
/// wait for their turn. They wait where they stand, in the tracker; as many as a bound allows, and then all together go on disk, in the order of their
/// turns: one connection that lives through a long capture does not keep all later rows in memory. At the end of the capture no other needs their places:
/// those that end with it all wait there.
/// </summary>
internal sealed class FamilyPartition<TKey> : Partition
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>Ended connections that wait in memory at most, as long as the capture goes on, for earlier ones that have not ended.</summary>
    private const int WaitingInMemory = 2048;

    /// <summary>Bits of a ticket that tell the <see cref="WaitingPlace"/>; the others are a number there.</summary>
    private const int PlaceBits = 2;

    /// <summary>Ended connections whose memory is asked for together: enough lines on their way at once to cover the memory's latency.</summary>
    private const int Ahead = 16;

    private readonly AnalysisOptions _options;
    private readonly BeginningOrder _order;
    private readonly Incarnations<TKey> _incarnations;
    private readonly Lifetimes<TKey> _lifetimes;
    private readonly FlowTracker<TKey> _tracker;
    private readonly TotalsCounter _totals;
    private readonly Slab<WaitingConnection> _waiting = new();
    private readonly SpillFile<SpilledConnection<TKey>> _spilled = new();
    private readonly SpillFile<RareFacts> _spilledRare = new();
    private FlowEnds _ends;
    private int _taken = Connection.None;
    private long? _end;

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
        _end = until;
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
    public override bool TryTake(out TeardownFacts facts)
    {
        Release();
        if (!_order.TryTake(out int ticket))
        {
            facts = default;
            return false;
        }

        int number = ticket >> PlaceBits;
        switch (PlaceOf(ticket))
        {
            case WaitingPlace.Disk:
                facts = TakeFromDisk(number);
                return true;
            case WaitingPlace.Tracker:
                facts = TakeFromTracker(number, _end!.Value);
                return true;
            default:
                EndedConnection ended = _waiting[number].Ended;
                _waiting.Give(number);
                facts = TakeFromTracker(ended.Index, ended.Until);
                return true;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _spilled.Dispose();
        _spilledRare.Dispose();
    }

    private static WaitingPlace PlaceOf(int ticket) => (WaitingPlace)(ticket & ((1 << PlaceBits) - 1));

    private static int TicketOf(int number, WaitingPlace place) => (number << PlaceBits) | (int)place;

    private TeardownFacts TakeFromDisk(int number)
    {
        ref readonly SpilledConnection<TKey> spilled = ref _spilled.Take(number);
        int rareNumber = spilled.Connection.Rare;
        ref readonly RareFacts rare = ref rareNumber == Connection.None ? ref RareFacts.None : ref _spilledRare.Take(rareNumber);
        _ends = FlowEnds.Of(spilled.Key);
        return new TeardownFacts(_ends, spilled.Connection, rare, spilled.Until, _options);
    }

    private TeardownFacts TakeFromTracker(int index, long until)
    {
        ref readonly FlowTable<TKey>.Entry entry = ref _incarnations.Entries[index];
        _ends = FlowEnds.Of(entry.Key);
        _taken = index;
        return new TeardownFacts(_ends, entry.Connection, _incarnations.RareOf(entry.Connection), until, _options);
    }

    /// <summary>Gives back the place of what was taken last, if it has one.</summary>
    private void Release()
    {
        if (_taken != Connection.None)
            _incarnations.Release(_taken);
        _taken = Connection.None;
    }

    private static HostAddress ServerAddress(in FlowTable<TKey>.Entry entry) => entry.Connection.ClientIsHigh ? entry.Key.LowAddress : entry.Key.HighAddress;

    private static ushort ServerPort(in FlowTable<TKey>.Entry entry) => entry.Connection.ClientIsHigh ? entry.Key.LowPort : entry.Key.HighPort;

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
                    Wait(entry, ended);
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
            _totals.PrefetchService(ServerAddress(entry), ServerPort(entry));
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
            _totals.AddOrdinary(ordinary, ServerAddress(entry), ServerPort(entry));
            return;
        }

        FlowEnds ends = FlowEnds.Of(entry.Key);
        var facts = new TeardownFacts(ends, entry.Connection, _incarnations.RareOf(entry.Connection), until, _options);
        _totals.Add(facts, VerdictRules.JudgeByAll(facts));
    }

    /// <summary>Lets an ended connection wait for its turn.</summary>
    private void Wait(in FlowTable<TKey>.Entry entry, EndedConnection ended)
    {
        if (_end is not null)
        {
            _order.End(entry.Connection, TicketOf(ended.Index, WaitingPlace.Tracker));
            return;
        }

        if (_waiting.Count == WaitingInMemory && !_options.InOrderOfEnd)
            SpillWaiting();
        int at = _waiting.Take();
        _waiting[at] = new WaitingConnection(ended, _order.End(entry.Connection, TicketOf(at, WaitingPlace.Memory)));
    }

    /// <summary>
    /// Moves all that wait in memory to disk, in the order of their turns: what is next to one another there is read together. Where the disk takes no
    /// more, the others lose their rows: they were judged and counted when they ended.
    /// </summary>
    private void SpillWaiting()
    {
        Debug.Assert(_waiting.HighWater == WaitingInMemory, "when as many wait as may, every one of these places is taken");
        Span<int> turns = stackalloc int[WaitingInMemory];
        Span<int> run = stackalloc int[WaitingInMemory];
        for (int i = 0; i < run.Length; i++)
        {
            turns[i] = _order.Distance(_waiting[i].Place);
            run[i] = i;
        }

        turns.Sort(run);
        int spilled = 0;
        try
        {
            for (; spilled < run.Length; spilled++)
            {
                if (spilled + Ahead < run.Length)
                    _incarnations.Entries.Prefetch(_waiting[run[spilled + Ahead]].Ended.Index);
                Spill(_waiting[run[spilled]]);
                _waiting.Give(run[spilled]);
            }
        }
        catch (IOException e)
        {
            _totals.Counted.LostRows += run.Length - spilled;
            _totals.Counted.WhyRowsAreLost = e.Message;
            foreach (int lost in run[spilled..])
            {
                _order.Withdraw(_waiting[lost].Place);
                _incarnations.Release(_waiting[lost].Ended.Index);
                _waiting.Give(lost);
            }
        }
    }

    private void Spill(WaitingConnection waiting)
    {
        ref readonly FlowTable<TKey>.Entry entry = ref _incarnations.Entries[waiting.Ended.Index];
        ref SpilledConnection<TKey> spilled = ref _spilled.Add(out int number);
        spilled.Key = entry.Key;
        spilled.Connection = entry.Connection;
        spilled.Until = waiting.Ended.Until;
        if (entry.Connection.Rare != Connection.None)
            _spilledRare.Add(out spilled.Connection.Rare) = _incarnations.RareOf(entry.Connection);
        _order.Replace(waiting.Place, TicketOf(number, WaitingPlace.Disk));
        _incarnations.Release(waiting.Ended.Index);
    }

    /// <summary>Where a connection waits for its turn.</summary>
    private enum WaitingPlace
    {
        /// <summary>In the tracker, and among those that go on disk when they are too many.</summary>
        Memory,

        /// <summary>On disk.</summary>
        Disk,

        /// <summary>In the tracker: it ended with the capture.</summary>
        Tracker,
    }

    /// <summary>An ended connection that waits in memory.</summary>
    /// <param name="Ended">Where it stands.</param>
    /// <param name="Place">Its place in the order of turns.</param>
    private readonly record struct WaitingConnection(EndedConnection Ended, int Place);
}
