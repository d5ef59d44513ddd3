using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
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
    /// <summary>Segments looked up together: enough lines on their way at once to cover the memory's latency, few enough to stay in the nearest cache.</summary>
    private const int Ahead = 16;

    /// <summary>Bytes of an entry that an ordinary segment needs.</summary>
    private static readonly int HotBytes = Connection.HotBytes + Unsafe.SizeOf<TKey>();

    private readonly AnalysisOptions _options;
    private readonly BeginningOrder _order;
    private readonly DropIntervals _drops;
    private readonly MirrorFilter _mirrors = new();
    private readonly Slab<RareFacts> _rare = new();
    private readonly Slab<FlowTable<TKey>.Entry> _entries = new();
    private readonly FlowTable<TKey> _table;
    private readonly ExpiryWheel<TKey> _wheel;
    private readonly SuccessionRules<TKey> _succession;
    private readonly SegmentRules _segments;
    private readonly ResetRules _resets;
    private readonly int _capacity;
    private readonly VictimList<TKey> _victims;
    private readonly List<EndedConnection> _ended = [];
    private readonly ulong[] _prints = new ulong[Ahead];
    private readonly int[] _candidates = new int[Ahead];
    private int _tracked;
    private long _now = long.MinValue;

    public FlowTracker(AnalysisOptions options, int capacity, BeginningOrder order, DropIntervals drops)
    {
        _options = options;
        _capacity = capacity;
        _order = order;
        _drops = drops;
        _table = new FlowTable<TKey>(_entries);
        _victims = new VictimList<TKey>(_entries);
        _succession = new SuccessionRules<TKey>(_entries, _rare);
        _segments = new SegmentRules(_rare);
        _resets = new ResetRules(_rare);
        long closed = IncarnationRules.KeptAfterEnd(options);
        _wheel = new ExpiryWheel<TKey>(_entries, Math.Max(1, Math.Min(Math.Min(closed, IncarnationRules.HalfOpenNs), options.IdleTimeoutNs)));
    }

    /// <summary>Connections tracked now.</summary>
    public int Count => _tracked;

    /// <summary>Segments that a mirror showed again.</summary>
    public long MirrorDuplicates { get; private set; }

    /// <summary>Half-open connections that made room.</summary>
    public long EvictedHalfOpen { get; private set; }

    /// <summary>Other connections that made room.</summary>
    public long EvictedIdle { get; private set; }

    /// <summary>The connections that have ended and were not yet released, in the order of their ends.</summary>
    public ReadOnlySpan<EndedConnection> Ended => CollectionsMarshal.AsSpan(_ended);

    /// <summary>A connection by its index.</summary>
    public ref readonly FlowTable<TKey>.Entry this[int index] => ref _entries[index];

    /// <summary>The rare facts of a connection; those of none where it has none.</summary>
    public ref readonly RareFacts RareOf(in Connection connection) => ref connection.Rare == Connection.None ? ref NoFacts.Default : ref _rare[connection.Rare];

    /// <summary>Takes the segments of a batch that are this tracker's own, in capture order.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="own">Indices of the segments in it.</param>
    /// <param name="firstPacket">0-based number of the batch's first packet in the whole capture.</param>
    public void Track(SegmentBatch<TKey> batch, ReadOnlySpan<ushort> own, long firstPacket)
    {
        for (; own.Length > 0; own = own[Math.Min(Ahead, own.Length)..])
        {
            ReadOnlySpan<ushort> group = own[..Math.Min(Ahead, own.Length)];
            for (int i = 0; i < group.Length; i++)
            {
                uint hash = batch.Hashes[group[i]];
                _table.Prefetch(hash);
                _prints[i] = MirrorFilter.Fingerprint(batch.Segments[group[i]], hash);
                _mirrors.Prefetch(_prints[i]);
            }

            int begins = 0;
            for (int i = 0; i < group.Length; i++)
            {
                int at = group[i];
                int index = _table.Candidate(batch.Hashes[at]);
                _candidates[i] = index;
                if (index != Connection.None)
                    _entries.Prefetch(index, SegmentRules.IsPlain(batch.Segments[at]) ? HotBytes : Unsafe.SizeOf<FlowTable<TKey>.Entry>());
                else
                    _entries.PrefetchFree(begins++);
            }

            for (int i = 0; i < group.Length; i++)
            {
                int at = group[i];
                ref readonly TcpSegment segment = ref batch.Segments[at];
                Track(batch.Keys[at], batch.Hashes[at], _candidates[i], segment, _prints[i], firstPacket + segment.PacketIndex);
            }
        }
    }

    /// <summary>Takes a segment.</summary>
    /// <param name="key">Its flow.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="candidate">The entry that was its flow's a moment ago, if any was: mostly it still is.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="print">Its fingerprint.</param>
    /// <param name="packet">Its number in the whole capture.</param>
    private void Track(in TKey key, uint hash, int candidate, in TcpSegment segment, ulong print, long packet)
    {
        int index = candidate != Connection.None && IsNewest(candidate, key) ? candidate : _table.Find(key, hash);
        if (index == Connection.None)
        {
            Deliver(Begin(key, hash, segment, packet, Connection.None), segment, print, packet);
            return;
        }

        ref Connection current = ref _entries[index].Connection;
        if (current.Previous == Connection.None && current.Context == segment.Context && !IsExpired(current, segment.Time)
            && SegmentRules.TryApplyOrdinary(ref current, segment))
        {
            _mirrors.Remember(segment, print);
            Sign(ref current, segment, packet);
            current.Zeek.Observe(segment, current.IsFromClient(segment), ZeekFacts.None);
            return;
        }

        if (current.Context != segment.Context && key.Context == 0 && IncarnationRules.IsForeign(current, segment))
        {
            TKey apart = key.WithContext(segment.Context == 0 ? ~0u : segment.Context);
            Track(apart, apart.Hash, Connection.None, segment, print, packet);
            return;
        }

        Deliver(Route(key, hash, index, segment, packet), segment, print, packet);
    }

    /// <summary>Whether an entry is the one that the table has for a flow.</summary>
    private bool IsNewest(int index, in TKey key)
    {
        ref FlowTable<TKey>.Entry entry = ref _entries[index];
        return entry.Key.Equals(key) && (entry.Connection.Marks & (ConnectionMarks.Ended | ConnectionMarks.Superseded)) == 0;
    }

    /// <summary>Lets connections expire by the capture's clock.</summary>
    /// <param name="now">Packet time; may have gone back since the last call.</param>
    public void Advance(long now)
    {
        // Twice the horizon brings everything up, however far the clock has jumped.
        if (now > _now && _now != long.MinValue)
            _wheel.Turn((long)Int128.Min((Int128)now - _now, 2 * (Int128)_wheel.Horizon));
        _now = now;

        for (int index = _wheel.OldestHalfOpen; index != Connection.None && _now - _entries[index].Connection.StartTime >= _wheel.Horizon; index = _wheel.OldestHalfOpen)
        {
            _wheel.TakeHalfOpen();
            LookAt(index);
        }

        Span<int> due = stackalloc int[Ahead];
        for (int count = _wheel.Take(due); count > 0; count = _wheel.Take(due))
        {
            foreach (int index in due[..count])
                _table.Prefetch(_entries[index].Key.Hash);
            foreach (int index in due[..count])
                LookAt(index);
        }

        _wheel.Tidy(_tracked);
    }

    /// <summary>Ends every connection: the capture is over.</summary>
    /// <param name="until">Time of its last packet.</param>
    public void FinishAll(long until)
    {
        for (int index = 0; index < _entries.HighWater; index++)
        {
            ref Connection connection = ref _entries[index].Connection;
            if (connection.IsLive && !connection.Has(ConnectionMarks.Superseded))
                Finish(index, until);
        }
    }

    /// <summary>Gives back the place of a connection that has ended; its index may mean another one from now on.</summary>
    public void Release(int index)
    {
        ref Connection connection = ref _entries[index].Connection;
        if (connection.Rare != Connection.None)
            _rare.Give(connection.Rare);
        connection.Creation = Connection.None;
        connection.Rare = Connection.None;
        _entries.Give(index);
    }

    /// <summary>Forgets which connections have ended: whoever asked has taken care of each.</summary>
    public void ClearEnded() => _ended.Clear();

    /// <summary>Counts the states of the connections tracked now.</summary>
    public void Survey(StateCounter counter)
    {
        for (int index = 0; index < _entries.HighWater; index++)
        {
            ref FlowTable<TKey>.Entry entry = ref _entries[index];
            if (entry.Connection.IsLive)
                counter.Count(FlowEnds.Of(entry.Key), entry.Connection, RareOf(entry.Connection));
        }
    }

    private bool IsExpired(in Connection connection, long time)
    {
        long silence = time - connection.LastTime;
        return silence > _wheel.Horizon && silence > IncarnationRules.SilenceAllowed(connection, _options);
    }

    /// <summary>Expires a connection that has come up, or puts it where it comes up again; the wheel holds no ticket of it.</summary>
    private void LookAt(int index)
    {
        ref Connection connection = ref _entries[index].Connection;
        long left = connection.LastTime + IncarnationRules.SilenceAllowed(connection, _options) - _now;
        if (left < 0)
            Expire(index);
        else
            _wheel.Arm(index, left + 1);
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
                    _succession.Settle(ref current, segment);
                return index;
            case Incarnation.Previous:
                return current.Previous;
            default:
                return BeginNext(key, hash, index, segment, packet, decision);
        }
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
        {
            if (_entries[index].Connection is { IsHalfOpen: true, HasSynAck: false })
                index = StepBack(index, segment.Time);
            else
                Finish(_entries[index].Connection.Previous, segment.Time);
        }

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

        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack)
            && ReuseRules.TryRecognize(old, RareOf(old), segment, _options.TimeWaitNs, out ReuseFacts reuse))
        {
            _rare[RareFacts.Of(ref current, _rare)].Reuse = reuse;
            _rare[RareFacts.Of(ref old, _rare)].Successors++;
        }

        return begun;
    }

    /// <summary>A SYN that opened nothing leaves TIME_WAIT as it was: the next SYN still meets the incarnation before.</summary>
    /// <returns>The one before.</returns>
    private int StepBack(int index, long now)
    {
        ref FlowTable<TKey>.Entry entry = ref _entries[index];
        int older = entry.Connection.Previous;
        entry.Connection.Previous = Connection.None;
        entry.Connection.Marks |= ConnectionMarks.Superseded;
        _entries[older].Connection.Marks &= ~ConnectionMarks.Superseded;
        _table.Set(entry.Key, entry.Key.Hash, older);
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
        _order.Withdraw(entry.Connection.Creation);
        entry.Connection.Marks |= ConnectionMarks.Ended;
        _tracked--;
        Release(index);
        return oldIndex;
    }

    private int Begin(in TKey key, uint hash, in TcpSegment segment, long packet, int previous)
    {
        if (_tracked >= _capacity)
            MakeRoom(segment.Time, ref previous);

        _tracked++;
        int index = _entries.Take();
        ref FlowTable<TKey>.Entry entry = ref _entries[index];
        entry.Key = key;
        Opening.Begin(ref entry.Connection, key, segment, packet);
        entry.Connection.Creation = _order.Create(packet);
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

    private void Deliver(int index, in TcpSegment segment, ulong print, long packet)
    {
        ref Connection connection = ref _entries[index].Connection;
        if (_mirrors.IsCopy(segment, print))
        {
            connection.Marks |= ConnectionMarks.MirrorDuplicates;
            MirrorDuplicates++;
            Sign(ref connection, segment, packet);
            return;
        }

        uint frame = (uint)Math.Min(packet - connection.FirstPacket, uint.MaxValue);
        ZeekFacts zeek = connection.ZeekFactsOf(segment);
        if (segment.Has(TcpFlags.Rst))
        {
            _resets.Apply(ref connection, segment, frame);
            if (connection.Has(ConnectionMarks.Superseded) && connection.Has(ConnectionMarks.Reset))
                ConfirmNext(index);
            else
                _succession.TakeReset(ref connection, segment);
        }
        else
        {
            if (connection.Has(ConnectionMarks.OnlyResets))
                Opening.BecomeMidStream(ref connection);
            _resets.TakeChallenge(ref connection, segment);
            if (connection.Has(ConnectionMarks.Reset))
                _resets.Contradict(ref connection, segment);
            _segments.Apply(ref connection, segment, frame);
            _succession.TakeAnswer(ref connection, segment);
        }

        connection.SenderOf(segment).CountControls(segment);
        Sign(ref connection, segment, packet);
        connection.Zeek.Observe(segment, connection.IsFromClient(segment), zeek);
    }

    /// <summary>The old incarnation was reset first: the SYN that waits for an answer is the next one's (RFC 9293 3.5.1).</summary>
    private void ConfirmNext(int index)
    {
        int newest = _table.Find(_entries[index].Key, _entries[index].Key.Hash);
        _entries[newest].Connection.Marks &= ~ConnectionMarks.Tentative;
    }

    private static void Sign(ref Connection connection, in TcpSegment segment, long packet)
    {
        connection.SenderOf(segment).Packets++;
        connection.Completeness |= CompletenessMask.Later(segment);
        connection.LastFrame = (uint)Math.Min(packet - connection.FirstPacket, uint.MaxValue);
        if (segment.Time > connection.LastTime)
            connection.LastTime = segment.Time;
    }

    /// <summary>Ends the connection that a full table can best do without.</summary>
    /// <param name="now">Time of the segment that needs the room.</param>
    /// <param name="previous">An incarnation about to be linked to; none any more if it is the one that had to go.</param>
    private void MakeRoom(long now, ref int previous)
    {
        int index = OldestHalfOpen(except: previous);
        if (index == Connection.None)
            index = _victims.Next();
        if (index == previous)
            previous = Connection.None;
        ref Connection connection = ref _entries[index].Connection;
        connection.Marks |= ConnectionMarks.Evicted;
        if (connection.IsHalfOpen)
            EvictedHalfOpen++;
        else
            EvictedIdle++;
        Finish(index, now);
    }

    /// <summary>The connection that waits longest for its handshake; those that were established meanwhile move to the wheel.</summary>
    private int OldestHalfOpen(int except)
    {
        for (int index = _wheel.OldestHalfOpen; index != Connection.None; index = _wheel.OldestHalfOpen)
        {
            if (_entries[index].Connection.IsHalfOpen && index != except)
                return index;
            _wheel.TakeHalfOpen();
            _wheel.Arm(index, long.MaxValue);
        }

        return Connection.None;
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

        if (_drops.Touch(entry.Connection))
            entry.Connection.Marks |= ConnectionMarks.CaptureDrops;
        entry.Connection.Marks |= ConnectionMarks.Ended;
        _tracked--;
        _ended.Add(new EndedConnection(index, until));
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

    /// <summary>What a connection without rare facts has of them.</summary>
    private static class NoFacts
    {
        public static RareFacts Default;
    }
}
