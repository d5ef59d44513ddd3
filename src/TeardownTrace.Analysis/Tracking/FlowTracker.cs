using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// The connections of one address family in one partition: finds or begins the incarnation that a segment belongs to, gives the segment
/// to the rules, and lets incarnations end. All state of tracking lives here.
/// </summary>
/// <remarks>
/// Capacity: never more than <c>capacity</c> connections. When full, the oldest half-open one makes room, then the longest idle.
/// Invariants: the flow table points to the newest incarnation of a flow; it links to at most one before it.
/// </remarks>
internal sealed class FlowTracker<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>Idle connections chosen at once when the table is full: one in this many.</summary>
    private const int EvictionShare = 16;

    private readonly AnalysisOptions _options;
    private readonly FinishedConnections _finished;
    private readonly MirrorFilter _mirrors;
    private readonly Slab<RareFacts> _rare;
    private readonly Slab<FlowTable<TKey>.Entry> _entries = new();
    private readonly FlowTable<TKey> _table;
    private readonly ExpiryWheel<TKey> _wheel;
    private readonly SegmentRules _segments;
    private readonly ResetRules _resets;
    private readonly int _capacity;
    private readonly List<Victim> _victims = [];
    private long _now = long.MinValue;

    public FlowTracker(AnalysisOptions options, int capacity, Slab<RareFacts> rare, MirrorFilter mirrors, FinishedConnections finished)
    {
        _options = options;
        _capacity = capacity;
        _rare = rare;
        _mirrors = mirrors;
        _finished = finished;
        _table = new FlowTable<TKey>(_entries);
        _segments = new SegmentRules(rare);
        _resets = new ResetRules(rare);
        long closed = Math.Max(IncarnationRules.LateSegmentsNs, options.TimeWaitNs);
        _wheel = new ExpiryWheel<TKey>(_entries, Math.Max(1, Math.Min(Math.Min(closed, IncarnationRules.HalfOpenNs), options.IdleTimeoutNs)));
    }

    /// <summary>Connections tracked now.</summary>
    public int Count => _entries.Count;

    /// <summary>Reads the first slot that <see cref="Track"/> will need, and a field of the connection it names, so that both are in the cache by then.</summary>
    public long Touch(uint hash)
    {
        int index = _table.Home(hash);
        return index == Connection.None ? 0 : _entries[index].Connection.FirstPacket;
    }

    /// <summary>Takes a segment.</summary>
    public void Track(in TKey key, uint hash, in TcpSegment segment, long packet)
    {
        int index = _table.Find(key, hash);
        if (index == Connection.None)
        {
            Deliver(Begin(key, hash, segment, packet, Connection.None), hash, segment, packet);
            return;
        }

        ref Connection current = ref _entries[index].Connection;
        if (current.Previous == Connection.None && current.Context == segment.Context && !IsExpired(current, segment.Time)
            && SegmentRules.TryApplyOrdinary(ref current, segment))
        {
            _mirrors.Remember(segment, hash);
            Sign(ref current, segment, packet);
            current.Zeek.Observe(segment, current.IsFromClient(segment), ZeekFacts.None);
            return;
        }

        if (current.Context != segment.Context && key.Context == 0 && IsForeign(current, segment))
        {
            TKey apart = key.WithContext(segment.Context == 0 ? ~0u : segment.Context);
            Track(apart, apart.Hash, segment, packet);
            return;
        }

        Deliver(Route(key, hash, index, segment, packet), hash, segment, packet);
    }

    /// <summary>Lets connections expire by the capture's clock.</summary>
    /// <param name="now">Latest packet time.</param>
    public void Advance(long now)
    {
        if (now > _now)
        {
            _wheel.Turn(_now == long.MinValue ? 0 : now - _now);
            _now = now;
        }

        while (_wheel.OldestHalfOpen != Connection.None && _now - _entries[_wheel.OldestHalfOpen].Connection.StartTime >= _wheel.Horizon)
        {
            int index = _wheel.OldestHalfOpen;
            _wheel.Disarm(index);
            LookAt(index);
        }

        while (_wheel.TryTake(out int index))
            LookAt(index);
    }

    /// <summary>Ends every connection: the capture is over.</summary>
    /// <param name="until">Time of its last packet.</param>
    public void FinishAll(long until)
    {
        for (int index = 0; index < _entries.HighWater; index++)
        {
            if (!IsLive(index) || _entries[index].Connection.Has(ConnectionMarks.Superseded))
                continue;
            Finish(index, until);
        }
    }

    private bool IsLive(int index) => _entries[index].Connection.Creation != Connection.None;

    private bool IsExpired(in Connection connection, long time) =>
        time - connection.LastTime > IncarnationRules.SilenceAllowed(connection, _options);

    /// <summary>A segment of another network that happens to use the same addresses and ports: its numbers do not fit here.</summary>
    private static bool IsForeign(in Connection current, in TcpSegment segment)
    {
        const int Fitting = 1 << 24;
        ref readonly Endpoint sender = ref segment.Has(SegmentTraits.FromHigh) ? ref current.High : ref current.Low;
        return sender.Has(Seen) && Math.Abs((long)SequenceNumber.Distance(segment.Sequence, sender.Next)) > Fitting;
    }

    /// <summary>Expires a connection that has come up, or puts it where it comes up again; it is in no list of the wheel.</summary>
    private void LookAt(int index)
    {
        ref Connection connection = ref _entries[index].Connection;
        long left = connection.LastTime + IncarnationRules.SilenceAllowed(connection, _options) - _now;
        _wheel.Arm(index, left + 1);
        if (left < 0)
            Expire(index);
    }

    private void Expire(int index)
    {
        ref Connection connection = ref _entries[index].Connection;
        Finish(index, connection.LastTime + IncarnationRules.SilenceAllowed(connection, _options));
    }

    /// <summary>The incarnation that a segment of a known flow belongs to.</summary>
    private int Route(in TKey key, uint hash, int index, in TcpSegment segment, long packet)
    {
        ref Connection current = ref _entries[index].Connection;
        if (IsExpired(current, segment.Time))
        {
            Expire(index);
            return Begin(key, hash, segment, packet, Connection.None);
        }

        ref Connection previous = ref current.Previous == Connection.None ? ref current : ref _entries[current.Previous].Connection;
        Incarnation decision = IncarnationRules.Decide(current, previous, segment);
        switch (decision)
        {
            case Incarnation.Current:
                if (current.Has(ConnectionMarks.Tentative))
                    SettleTentative(ref current, segment);
                return index;
            case Incarnation.Previous:
                return current.Previous;
            default:
                return BeginNext(key, hash, index, segment, packet, decision);
        }
    }

    /// <summary>A SYN without answer in a synchronised connection has got one: it began an incarnation, and the old one is gone.</summary>
    private void SettleTentative(ref Connection current, in TcpSegment segment)
    {
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack))
            return;
        current.Marks &= ~ConnectionMarks.Tentative;
        ref Connection old = ref _entries[current.Previous].Connection;
        old.Low.Evidence &= ~ChallengeDue;
        old.High.Evidence &= ~ChallengeDue;
        if (!segment.Has(TcpFlags.Rst))
            old.Marks |= ConnectionMarks.ReusedByAcceptedSyn;
    }

    private int BeginNext(in TKey key, uint hash, int index, in TcpSegment segment, long packet, Incarnation decision)
    {
        // Two incarnations of a flow are kept: what came before the current one ends here, or the current one was none.
        if (_entries[index].Connection.Has(ConnectionMarks.Tentative))
        {
            index = Withdraw(index);
            decision = _entries[index].Connection.IsSynchronized ? Incarnation.Tentative : Incarnation.New;
        }
        else if (_entries[index].Connection.Previous != Connection.None)
            index = FinishOlder(index, segment.Time);

        int begun = Begin(key, hash, segment, packet, index);
        ref Connection current = ref _entries[begun].Connection;
        if (current.Previous == Connection.None)
            return begun;

        ref Connection old = ref _entries[current.Previous].Connection;
        if (decision == Incarnation.Tentative)
        {
            current.Marks |= ConnectionMarks.Tentative;
            old.ReceiverOf(segment).Evidence |= ChallengeDue;
            return begun;
        }

        RareFacts none = default;
        ref RareFacts rare = ref old.Rare == Connection.None ? ref none : ref _rare[old.Rare];
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack)
            && ReuseRules.TryRecognize(old, rare, segment, _options.TimeWaitNs, out ReuseFacts reuse))
        {
            _rare[RareFacts.Of(ref current, _rare)].Reuse = reuse;
        }

        return begun;
    }

    /// <summary>
    /// Of an incarnation and the one before it, ends the older. Where the newer is a SYN that TIME_WAIT turned down or did not answer, TIME_WAIT
    /// goes on waiting, and the attempt ends instead.
    /// </summary>
    /// <returns>The one that is left.</returns>
    private int FinishOlder(int index, long now)
    {
        ref Connection newer = ref _entries[index].Connection;
        int older = newer.Previous;
        bool failedAttempt = newer.Rare != Connection.None && _rare[newer.Rare].Reuse.Outcome != Verdicts.SynReuse.None
            && !newer.IsOver && !newer.Has(ConnectionMarks.Established) && !newer.Has(ConnectionMarks.RejectedReuseReset)
            && !newer.Low.HasAny(SynAck) && !newer.High.HasAny(SynAck);
        if (!failedAttempt)
        {
            Finish(older, now);
            return index;
        }

        newer.Previous = Connection.None;
        Finish(index, now);
        return older;
    }

    /// <summary>A SYN that nothing answered but a challenge ACK was no incarnation: its packets are the old one's.</summary>
    /// <returns>The old one.</returns>
    private int Withdraw(int index)
    {
        ref FlowTable<TKey>.Entry entry = ref _entries[index];
        int oldIndex = entry.Connection.Previous;
        ref Connection old = ref _entries[oldIndex].Connection;
        old.Marks &= ~ConnectionMarks.Superseded;
        old.Low.Absorb(entry.Connection.Low);
        old.High.Absorb(entry.Connection.High);
        if (entry.Connection.LastTime > old.LastTime)
            old.LastTime = entry.Connection.LastTime;
        old.LastFrame = Math.Max(old.LastFrame, (uint)(entry.Connection.FirstPacket - old.FirstPacket) + entry.Connection.LastFrame);
        _table.Set(entry.Key, entry.Key.Hash, oldIndex);
        _finished.Void(entry.Connection.Creation);
        Release(index);
        return oldIndex;
    }

    private int Begin(in TKey key, uint hash, in TcpSegment segment, long packet, int previous)
    {
        if (_entries.Count >= _capacity)
            MakeRoom(segment.Time, ref previous);

        int index = _entries.Take();
        ref FlowTable<TKey>.Entry entry = ref _entries[index];
        entry.Key = key;
        Opening.Begin(ref entry.Connection, key, segment, packet);
        entry.Connection.Creation = _finished.Create(packet);
        entry.Connection.Previous = previous;
        if (previous != Connection.None)
            _entries[previous].Connection.Marks |= ConnectionMarks.Superseded;

        _table.Set(key, hash, index);
        if (segment.Has(TcpFlags.Syn))
            _wheel.ArmHalfOpen(index);
        else
            _wheel.Arm(index, long.MaxValue);
        return index;
    }

    private void Deliver(int index, uint hash, in TcpSegment segment, long packet)
    {
        ref Connection connection = ref _entries[index].Connection;
        if (_mirrors.IsCopy(segment, hash))
        {
            connection.Marks |= ConnectionMarks.MirrorDuplicates;
            _finished.MirrorDuplicates++;
            Sign(ref connection, segment, packet);
            return;
        }

        uint frame = (uint)Math.Min(packet - connection.FirstPacket, uint.MaxValue);
        ZeekFacts zeek = ZeekFactsOf(connection, segment);
        if (segment.Has(TcpFlags.Rst))
        {
            _resets.Apply(ref connection, segment, frame);
            AfterReset(index, segment);
        }
        else
        {
            if (connection.Has(ConnectionMarks.OnlyResets))
                Opening.BecomeMidStream(ref connection);
            TakeChallenge(ref connection, segment);
            if (connection.Has(ConnectionMarks.Reset))
                _resets.Contradict(ref connection, segment);
            _segments.Apply(ref connection, segment, frame);
            TakeReuse(ref connection, segment);
        }

        connection.SenderOf(segment).CountControls(segment);
        Sign(ref connection, segment, packet);
        connection.Zeek.Observe(segment, connection.IsFromClient(segment), zeek);
    }

    private static ZeekFacts ZeekFactsOf(in Connection connection, in TcpSegment segment)
    {
        bool fromHigh = segment.Has(SegmentTraits.FromHigh);
        ref readonly Endpoint sender = ref fromHigh ? ref connection.High : ref connection.Low;
        ref readonly Endpoint receiver = ref fromHigh ? ref connection.Low : ref connection.High;
        ZeekFacts facts = ZeekFacts.None;
        if (sender.Has(Seen) && SequenceNumber.IsAtOrAfter(sender.Next, segment.SegmentEnd))
            facts |= ZeekFacts.EndsInOldData;
        if (segment.Has(TcpFlags.Ack) && receiver.Has(Seen) && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.Next)
            && (!sender.Has(Ack) || SequenceNumber.IsAfter(segment.Acknowledgment, sender.Acked)))
        {
            facts |= ZeekFacts.RevealsGap;
        }

        return facts;
    }

    /// <summary>What a RST on one incarnation means for the other.</summary>
    private void AfterReset(int index, in TcpSegment segment)
    {
        ref Connection connection = ref _entries[index].Connection;
        if (connection.Has(ConnectionMarks.Superseded) && connection.Has(ConnectionMarks.Reset))
        {
            // The old incarnation was reset first: the SYN that waits for an answer is the next one's (RFC 9293 3.5.1).
            int newest = _table.Find(_entries[index].Key, _entries[index].Key.Hash);
            _entries[newest].Connection.Marks &= ~ConnectionMarks.Tentative;
        }
        else if (connection.Has(ConnectionMarks.RejectedReuseReset) && connection.Previous != Connection.None)
        {
            ref Connection old = ref _entries[connection.Previous].Connection;
            old.Marks |= ConnectionMarks.TimeWaitEnded;
        }
        else if (connection.Rare != Connection.None && connection.Has(ConnectionMarks.Reset))
        {
            ref ReuseFacts reuse = ref _rare[connection.Rare].Reuse;
            if (reuse.Outcome == Verdicts.SynReuse.Unanswered && !connection.IsFromClient(segment))
                reuse.Outcome = Verdicts.SynReuse.Rejected;
        }
    }

    /// <summary>An ACK that raises nothing, from an end that has just been sent a SYN or an inexact RST, is a challenge ACK (RFC 5961 3.2 and 4.2).</summary>
    private void TakeChallenge(ref Connection connection, in TcpSegment segment)
    {
        ref Endpoint sender = ref connection.SenderOf(segment);
        if (!sender.Has(ChallengeDue))
            return;

        sender.Evidence &= ~ChallengeDue;
        bool raisesNothing = segment.PayloadLength == 0 && !segment.Has(TcpFlags.Fin) && !segment.Has(TcpFlags.Syn)
            && segment.Sequence == sender.Next && segment.Acknowledgment == sender.Acked;
        if (!raisesNothing)
            return;
        connection.Marks |= ConnectionMarks.ChallengeAck;
        if (connection.Has(ConnectionMarks.Reset))
            ResetRules.Withdraw(ref connection, ref _rare[connection.Rare].Reset);
    }

    /// <summary>What answers a SYN into TIME_WAIT.</summary>
    private void TakeReuse(ref Connection connection, in TcpSegment segment)
    {
        if (connection.IsFromClient(segment))
            return;

        bool synAck = segment.Has(TcpFlags.Syn | TcpFlags.Ack);
        if (synAck && connection.Previous != Connection.None)
            _entries[connection.Previous].Connection.Marks |= ConnectionMarks.ReusedByAcceptedSyn | ConnectionMarks.TimeWaitEnded;
        if (connection.Rare == Connection.None)
            return;

        ref ReuseFacts reuse = ref _rare[connection.Rare].Reuse;
        if (synAck && reuse.Outcome != Verdicts.SynReuse.None)
        {
            ReuseRules.Accept(ref reuse, segment, connection.StartTime);
        }
        else if (reuse.Outcome == Verdicts.SynReuse.Unanswered && !connection.Has(ConnectionMarks.Established))
        {
            reuse.Outcome = Verdicts.SynReuse.Rejected;
            RestartTimeWait(connection, segment);
        }
    }

    /// <summary>A SYN refused for its timestamp restarts TIME_WAIT (Linux tcp_timewait_state_process).</summary>
    private void RestartTimeWait(in Connection connection, in TcpSegment segment)
    {
        if (connection.Previous == Connection.None)
            return;
        ref Connection old = ref _entries[connection.Previous].Connection;
        bool refusedForTimestamp = connection.ClientIsHigh
            ? ReuseRules.IsTimestampOlder(connection.High, old.High)
            : ReuseRules.IsTimestampOlder(connection.Low, old.Low);
        if (refusedForTimestamp)
            _rare[RareFacts.Of(ref old, _rare)].TimeWaitRestart = segment.Time - ReuseRules.TimeWaitStart(old);
    }

    private static void Sign(ref Connection connection, in TcpSegment segment, long packet)
    {
        connection.SenderOf(segment).Packets++;
        connection.Completeness |= CompletenessMask.Later(segment);
        connection.LastFrame = (uint)Math.Min(packet - connection.FirstPacket, uint.MaxValue);
        if (segment.Time > connection.LastTime)
            connection.LastTime = segment.Time;
    }

    private void MakeRoom(long now, ref int previous)
    {
        for (int index = _wheel.OldestHalfOpen; index != Connection.None; index = _wheel.OldestHalfOpen)
        {
            if (IsHalfOpen(_entries[index].Connection) && index != previous)
            {
                Evict(index, now);
                return;
            }

            _wheel.Disarm(index);
            _wheel.Arm(index, long.MaxValue);
        }

        while (true)
        {
            if (_victims.Count == 0)
                ChooseVictims();
            Victim victim = _victims[^1];
            _victims.RemoveAt(_victims.Count - 1);
            ref Connection connection = ref _entries[victim.Index].Connection;
            if (connection.Creation != victim.Creation || connection.LastTime != victim.LastTime)
                continue;
            if (victim.Index == previous)
                previous = Connection.None;
            Evict(victim.Index, now);
            return;
        }
    }

    private static bool IsHalfOpen(in Connection connection) => !connection.Has(ConnectionMarks.Established) && !connection.IsOver;

    private void Evict(int index, long now)
    {
        ref Connection connection = ref _entries[index].Connection;
        connection.Marks |= ConnectionMarks.Evicted;
        _finished.CountEviction(IsHalfOpen(connection));
        Finish(index, now);
    }

    /// <summary>Sorts out the longest idle connections, half-open ones before others.</summary>
    private void ChooseVictims()
    {
        var idle = new List<Victim>(_entries.Count);
        for (int index = 0; index < _entries.HighWater; index++)
        {
            ref Connection connection = ref _entries[index].Connection;
            if (IsLive(index))
                idle.Add(new Victim(IsHalfOpen(connection) ? 0 : 1, connection.LastTime, connection.Creation, index));
        }

        idle.Sort();
        _victims.AddRange(idle.Take(Math.Max(1, idle.Count / EvictionShare)).Reverse());
    }

    /// <summary>Ends an incarnation, and the one before it.</summary>
    private void Finish(int index, long until)
    {
        ref FlowTable<TKey>.Entry entry = ref _entries[index];
        if (entry.Connection.Has(ConnectionMarks.Tentative))
        {
            index = Withdraw(index);
            entry = ref _entries[index];
        }
        else if (entry.Connection.Previous != Connection.None)
        {
            Finish(entry.Connection.Previous, until);
        }

        uint hash = entry.Key.Hash;
        if (entry.Connection.Has(ConnectionMarks.Superseded))
            UnlinkFromNext(entry.Key, hash, index);
        else
            _table.Remove(hash, index);

        RareFacts none = default;
        ref RareFacts rare = ref entry.Connection.Rare == Connection.None ? ref none : ref _rare[entry.Connection.Rare];
        _finished.Add(entry.Key, entry.Connection, rare, until);
        Release(index);
    }

    private void UnlinkFromNext(in TKey key, uint hash, int index)
    {
        int newest = _table.Find(key, hash);
        if (newest == Connection.None)
            return;
        ref Connection next = ref _entries[newest].Connection;
        if (next.Previous != index)
            return;
        next.Previous = Connection.None;
        next.Marks &= ~ConnectionMarks.Tentative;
    }

    private void Release(int index)
    {
        ref Connection connection = ref _entries[index].Connection;
        if (connection.Rare != Connection.None)
            _rare.Give(connection.Rare);
        connection.Creation = Connection.None;
        connection.Rare = Connection.None;
        _wheel.Disarm(index);
        _entries.Give(index);
    }

    private readonly record struct Victim(int Order, long LastTime, int Creation, int Index) : IComparable<Victim>
    {
        public int CompareTo(Victim other) =>
            Order != other.Order ? Order.CompareTo(other.Order)
            : LastTime != other.LastTime ? LastTime.CompareTo(other.LastTime)
            : Creation.CompareTo(other.Creation);
    }
}
