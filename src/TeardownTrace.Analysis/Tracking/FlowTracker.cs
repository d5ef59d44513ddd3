using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// The connections of one address family in one partition: finds or begins the incarnation that a segment belongs to, gives the segment
/// to the rules. How long incarnations are kept is for <see cref="Lifetimes{TKey}"/>.
/// </summary>
internal sealed class FlowTracker<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>
    /// How many segments ahead memory is asked for: a connection so many segments before it is needed, the slot that leads to it twice as many. One segment at a
    /// time: asked for in groups, more lines are under way at once than the processor keeps track of, and it waits. A power of two.
    /// </summary>
    private const int Ahead = 8;

    private readonly MirrorFilter _mirrors = new();
    private readonly Incarnations<TKey> _incarnations;
    private readonly Lifetimes<TKey> _lifetimes;
    private readonly SuccessionRules<TKey> _succession;
    private readonly SegmentRules _segments;
    private readonly ResetRules _resets;
    private readonly bool _takesOrdinary;
    private readonly bool _deliversRows;
    private bool _hasSetApart;

    /// <param name="options">Timers.</param>
    /// <param name="incarnations">Where connections stand; empty.</param>
    /// <param name="lifetimes">How long they stand there.</param>
    public FlowTracker(AnalysisOptions options, Incarnations<TKey> incarnations, Lifetimes<TKey> lifetimes)
    {
        _takesOrdinary = !options.TakesAllInFull;
        _deliversRows = options.DeliverReports;
        _incarnations = incarnations;
        _lifetimes = lifetimes;
        _succession = new SuccessionRules<TKey>(incarnations, options.TimeWaitNs);
        _segments = new SegmentRules(incarnations.Rare);
        _resets = new ResetRules(incarnations.Rare);
    }

    /// <summary>Segments that a mirror showed again.</summary>
    public long MirrorDuplicates { get; private set; }

    /// <summary>Takes the segments of a batch that are this tracker's own.</summary>
    /// <param name="own">The segments, in capture order.</param>
    /// <param name="firstPacket">0-based number of the batch's first packet in the whole capture.</param>
    public void Track(ReadOnlySpan<KeyedSegment<TKey>> own, long firstPacket)
    {
        Span<Slab<FlowTable<TKey>.Entry>.Place> candidates = stackalloc Slab<FlowTable<TKey>.Entry>.Place[Ahead];
        for (int tracked = -2 * Ahead; tracked < own.Length; tracked++)
        {
            int first = tracked + (2 * Ahead);
            if (first < own.Length)
                _incarnations.PrefetchSlot(own[first].Hash);

            // What was found for the segment to be tracked now makes room for what is found for the one in the middle.
            ref Slab<FlowTable<TKey>.Entry>.Place candidate = ref candidates[tracked & (Ahead - 1)];
            if (tracked >= 0)
                Track(own[tracked], candidate, firstPacket + own[tracked].Segment.PacketIndex);
            int middle = tracked + Ahead;
            if ((uint)middle < (uint)own.Length)
                candidate = _incarnations.PrefetchCandidate(own[middle].Hash);
        }
    }

    private void Track(in KeyedSegment<TKey> own, Slab<FlowTable<TKey>.Entry>.Place candidate, long packet)
    {
        if (!candidate.HasValue || !candidate.Value.Key.Equals(own.Key) || !TryTrackOrdinary(ref candidate.Value.Connection, own, packet))
            TrackInFull(own, packet);
    }

    private bool TryTrackOrdinary(ref Connection newest, in KeyedSegment<TKey> own, long packet)
    {
        if ((newest.Marks & (ConnectionMarks.Ended | ConnectionMarks.Superseded)) != 0
            || newest.HasPrevious
            || newest.Context != own.Segment.Context
            || _lifetimes.IsExpired(newest, own.Segment.Time)
            || !_takesOrdinary
            || !OrdinaryRules.TryApply(ref newest, own.Segment, newest.FrameOf(packet)))
        {
            return false;
        }

        NoteOrdinary(ref newest, own.Hash, own.Segment);
        return true;
    }

    /// <summary>Takes a segment that is no ordinary one of the candidate's. It may be one all the same: its connection may have begun since the look-ahead.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TrackInFull(in KeyedSegment<TKey> own, long packet)
    {
        ref readonly TKey key = ref own.Key;
        ref readonly TcpSegment segment = ref own.Segment;
        uint hash = own.Hash;
        int index = _incarnations.Find(key, hash);
        if (index == Connection.None)
        {
            if (_hasSetApart && key.Context == 0 && TryTrackApart(key, segment, packet))
                return;
            index = Begin(key, hash, segment, packet, Connection.None);
            ref Connection begun = ref _incarnations[index];
            if (_takesOrdinary && OrdinaryRules.TryOpen(ref begun, segment))
                NoteOrdinary(ref begun, hash, segment);
            else
                Deliver(index, hash, segment, packet);
            return;
        }

        ref Connection current = ref _incarnations[index];
        if (TryTrackOrdinary(ref current, own, packet))
            return;
        if (current.Context != segment.Context && key.Context == 0 && IncarnationRules.IsForeign(current, segment))
        {
            current.Marks |= ConnectionMarks.Interleaved;
            _hasSetApart = true;
            TrackInFull(Apart(key, segment), packet);
            return;
        }

        Deliver(Route(key, hash, index, segment, packet), hash, segment, packet);
    }

    /// <summary>The segment's flow by its network, which keeps it apart from another network's with the same tuple.</summary>
    private static KeyedSegment<TKey> Apart(in TKey key, in TcpSegment segment)
    {
        TKey apart = key.WithContext(segment.Context == 0 ? ~0u : segment.Context);
        return new KeyedSegment<TKey> { Key = apart, Hash = apart.Hash, Segment = segment };
    }

    /// <summary>A connection that was set apart outlives the other one.</summary>
    /// <returns>False where there is none.</returns>
    private bool TryTrackApart(in TKey key, in TcpSegment segment, long packet)
    {
        KeyedSegment<TKey> apart = Apart(key, segment);
        if (_incarnations.Find(apart.Key, apart.Hash) == Connection.None)
            return false;
        TrackInFull(apart, packet);
        return true;
    }

    private void NoteOrdinary(ref Connection connection, uint hash, in TcpSegment segment)
    {
        _mirrors.Remember(segment, hash);
        if (_deliversRows)
            connection.Observe(segment, ZeekFacts.None);
    }

    /// <summary>The incarnation that a segment of a known flow belongs to.</summary>
    private int Route(in TKey key, uint hash, int index, in TcpSegment segment, long packet)
    {
        ref Connection current = ref _incarnations[index];
        if (_lifetimes.IsExpired(current, segment.Time))
        {
            int older = _lifetimes.Expire(index);
            return older == Connection.None ? Begin(key, hash, segment, packet, Connection.None) : Route(key, hash, older, segment, packet);
        }

        ref Connection previous = ref current.HasPrevious ? ref _incarnations[current.Previous] : ref current;
        IncarnationDecision decision = IncarnationRules.Decide(current, previous, segment);
        switch (decision)
        {
            case IncarnationDecision.Current:
                if (current.Has(ConnectionMarks.Tentative))
                    _succession.ConfirmByAnswer(ref current, segment);
                return index;
            case IncarnationDecision.Previous:
                current.Marks |= ConnectionMarks.Interleaved;
                previous.Marks |= ConnectionMarks.Interleaved;
                return current.Previous;
            default:
                return BeginNext(key, hash, index, segment, packet, decision);
        }
    }

    private int BeginNext(in TKey key, uint hash, int index, in TcpSegment segment, long packet, IncarnationDecision decision)
    {
        // Two incarnations of a flow are kept: what came before the current one ends here, or the current one was none.
        bool wasTentative = _incarnations[index].Has(ConnectionMarks.Tentative);
        int older = _incarnations.Dismiss(index, segment.Time);
        if (older != Connection.None)
            index = older;
        else if (_incarnations[index].HasPrevious)
            _incarnations.Finish(_incarnations[index].Previous, segment.Time);
        if (wasTentative)
            decision = _incarnations[index].IsSynchronized ? IncarnationDecision.Tentative : IncarnationDecision.New;

        int begun = Begin(key, hash, segment, packet, index);
        ref Connection current = ref _incarnations[begun];
        if (!current.HasPrevious)
            return begun;

        ref Connection old = ref _incarnations[current.Previous];
        if (decision == IncarnationDecision.Tentative)
        {
            current.Marks |= ConnectionMarks.Tentative;
            old.ReceiverOf(segment).Evidence |= ChallengeDue;
            return begun;
        }

        if (segment.IsSynWithoutAck)
            _succession.TakeSyn(ref current, ref old, segment);
        return begun;
    }

    private int Begin(in TKey key, uint hash, in TcpSegment segment, long packet, int previous)
    {
        _lifetimes.MakeRoom(segment.Time, ref previous);
        int index = _incarnations.Begin(key, hash, segment, packet, previous);
        _lifetimes.Begin(index, segment);
        return index;
    }

    private void Deliver(int index, uint hash, in TcpSegment segment, long packet)
    {
        ref Connection connection = ref _incarnations[index];
        uint frame = connection.FrameOf(packet);
        if (_mirrors.IsCopy(segment, hash))
        {
            connection.Marks |= ConnectionMarks.MirrorDuplicates;
            MirrorDuplicates++;
            connection.CountPacket(ref connection.SenderOf(segment), segment, frame);
            connection.Completeness |= CompletenessMask.Later(segment);
            return;
        }

        ZeekFacts zeek = connection.ZeekFactsOf(segment);
        if (segment.Has(TcpFlags.Rst))
        {
            _resets.Apply(ref connection, segment, frame);
            if (connection.Has(ConnectionMarks.Superseded) && connection.Has(ConnectionMarks.Reset))
                _succession.ConfirmByReset(index);
            else
                _succession.TakeReset(index, segment);
        }
        else if (!connection.Has(ConnectionMarks.Reset) || !ResetGrading.IsBeyondWindow(connection, segment))
        {
            _resets.TakeChallenge(ref connection, segment);
            if (connection.Has(ConnectionMarks.Reset))
                _resets.TakeSegmentAfter(ref connection, segment);
            connection.Marks &= ~ConnectionMarks.OnlyResets;
            _segments.Apply(ref connection, segment, frame);
            _succession.TakeAnswer(ref connection, segment);
            if (connection.Has(ConnectionMarks.Superseded))
                _succession.TakeLate(index, segment);
        }

        ref Endpoint sender = ref connection.SenderOf(segment);
        sender.CountControls(segment);
        connection.CountPacket(ref sender, segment, frame);
        if (_deliversRows)
            connection.Observe(segment, zeek);
    }
}
