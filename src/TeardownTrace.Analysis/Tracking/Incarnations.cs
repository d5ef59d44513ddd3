using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// The incarnations of the flows of one tracker: where they stand, how a flow's newest is found, and how they begin, follow one another and end.
/// </summary>
/// <remarks>
/// Invariants: the flow table points to the newest incarnation of a flow; that links to at most one before it. An incarnation that has ended is
/// found no more; it stands until it is released, so that it can be judged where it is.
/// </remarks>
internal sealed class Incarnations<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    private readonly BeginningOrder _order;
    private readonly DropIntervals _drops;
    private readonly FlowTable<TKey> _table;
    private readonly List<EndedConnection> _ended = [];

    /// <param name="order">Numbers them as they begin.</param>
    /// <param name="drops">Where the capture lost packets.</param>
    public Incarnations(BeginningOrder order, DropIntervals drops)
    {
        _order = order;
        _drops = drops;
        _table = new FlowTable<TKey>(Entries);
    }

    /// <summary>Where they stand.</summary>
    public Slab<FlowTable<TKey>.Entry> Entries { get; } = new();

    /// <summary>Rare facts of those that have any.</summary>
    public Slab<RareFacts> Rare { get; } = new();

    /// <summary>Those that have not ended.</summary>
    public int Count { get; private set; }

    /// <summary>Those that have ended and were not yet released, in the order of their ends.</summary>
    public ReadOnlySpan<EndedConnection> Ended => CollectionsMarshal.AsSpan(_ended);

    /// <summary>A connection by its index.</summary>
    public ref Connection this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Entries[index].Connection;
    }

    /// <summary>The rare facts of a connection; those of none where it has none.</summary>
    public ref readonly RareFacts RareOf(in Connection connection) => ref connection.Rare == Connection.None ? ref RareFacts.None : ref Rare[connection.Rare];

    /// <summary>Asks for the slot where the search for a hash begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchSlot(uint hash) => _table.Prefetch(hash);

    /// <summary>Asks for the slot of an entry.</summary>
    public void PrefetchSlotOf(int index) => _table.Prefetch(Entries[index].Key.Hash);

    /// <summary>Asks for the entry that is probably a flow's.</summary>
    /// <returns>Where it stands; nowhere where the flow is new.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slab<FlowTable<TKey>.Entry>.Place PrefetchCandidate(uint hash)
    {
        int index = _table.Candidate(hash);
        if (index == Connection.None)
            return default;
        Slab<FlowTable<TKey>.Entry>.Place place = Entries.At(index);
        CacheLine.Prefetch(in place.Value);
        return place;
    }

    /// <summary>The newest incarnation of a flow, or <see cref="Connection.None"/>.</summary>
    public int Find(in TKey key, uint hash) => _table.Find(key, hash);

    /// <summary>Begins an incarnation.</summary>
    /// <param name="key">Its flow.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="segment">Its first segment, which is still to be applied.</param>
    /// <param name="packet">The segment's number in the whole capture.</param>
    /// <param name="previous">The incarnation before it, or <see cref="Connection.None"/>.</param>
    public int Begin(in TKey key, uint hash, in TcpSegment segment, long packet, int previous)
    {
        Count++;
        int index = Entries.Take();
        ref FlowTable<TKey>.Entry entry = ref Entries[index];
        entry.Key = key;
        BeginningRules.Begin(ref entry.Connection, key, segment, packet);
        entry.Connection.Creation = _order.Create(packet);
        entry.Connection.Previous = previous;
        if (previous != Connection.None)
            this[previous].Marks |= ConnectionMarks.Superseded;

        _table.Set(key, hash, index);
        return index;
    }

    /// <summary>Takes away what only knocked: a SYN that opened nothing leaves the incarnation before as it was.</summary>
    /// <returns>The one before; <see cref="Connection.None"/> where there is none or this one did more, and nothing was changed.</returns>
    public int Dismiss(int index, long now)
    {
        ref Connection connection = ref this[index];
        if (connection.Has(ConnectionMarks.Tentative))
            return Withdraw(index);
        return connection.OpenedNothing && connection.HasPrevious ? StepBack(index, now) : Connection.None;
    }

    /// <summary>A SYN that opened nothing leaves TIME_WAIT as it was: the next SYN still meets the incarnation before.</summary>
    /// <returns>The one before.</returns>
    private int StepBack(int index, long now)
    {
        ref FlowTable<TKey>.Entry entry = ref Entries[index];
        int older = entry.Connection.Previous;
        entry.Connection.Previous = Connection.None;
        entry.Connection.Marks |= ConnectionMarks.Superseded | ConnectionMarks.Interleaved;
        this[older].Marks = (this[older].Marks & ~ConnectionMarks.Superseded) | ConnectionMarks.Interleaved;
        // Its row comes first, and can name no number.
        if (_order.IsOfEnds && RareOf(entry.Connection).Reuse.MetTimeWait)
            Rare[this[older].Rare].Successors--;
        _table.Set(entry.Key, entry.Key.Hash, older);
        Finish(index, now);
        return older;
    }

    /// <summary>A SYN that nothing answered but a challenge ACK was no incarnation: its packets are the old one's.</summary>
    /// <returns>The old one.</returns>
    private int Withdraw(int index)
    {
        ref FlowTable<TKey>.Entry entry = ref Entries[index];
        int oldIndex = entry.Connection.Previous;
        ref Connection old = ref this[oldIndex];
        old.Marks = (old.Marks & ~(ConnectionMarks.Superseded | ConnectionMarks.Interleaved)) | (entry.Connection.Marks & ConnectionMarks.MirrorDuplicates);
        old.Low.Absorb(entry.Connection.Low);
        old.High.Absorb(entry.Connection.High);
        if (entry.Connection.LastTime > old.LastTime)
            old.LastTime = entry.Connection.LastTime;
        old.LastFrame = Math.Max(old.LastFrame, old.FrameOf(entry.Connection.FirstPacket + entry.Connection.LastFrame));
        _table.Set(entry.Key, entry.Key.Hash, oldIndex);
        _order.Withdraw(entry.Connection.Creation);
        entry.Connection.Marks |= ConnectionMarks.Ended;
        Count--;
        Release(index);
        return oldIndex;
    }

    /// <summary>The incarnation after one that is superseded.</summary>
    public ref Connection NextOf(int index)
    {
        ref FlowTable<TKey>.Entry entry = ref Entries[index];
        return ref this[_table.Find(entry.Key, entry.Key.Hash)];
    }

    /// <summary>Ends an incarnation, and the one before it.</summary>
    /// <param name="index">The incarnation.</param>
    /// <param name="until">Until when it was watched, nanoseconds.</param>
    public void Finish(int index, long until)
    {
        ref FlowTable<TKey>.Entry entry = ref Entries[index];
        if (entry.Connection.Has(ConnectionMarks.Tentative))
        {
            index = Withdraw(index);
            entry = ref Entries[index];
        }
        else if (entry.Connection.HasPrevious)
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
        Count--;
        _ended.Add(new EndedConnection(index, until));
    }

    /// <summary>Gives back the place of an incarnation that has ended; its index may mean another one from now on.</summary>
    public void Release(int index)
    {
        ref Connection connection = ref this[index];
        if (connection.Rare != Connection.None)
            Rare.Give(connection.Rare);
        connection.Rare = Connection.None;
        Entries.Give(index);
    }

    /// <summary>Forgets which have ended: whoever asked has taken care of each.</summary>
    public void ClearEnded() => _ended.Clear();

    private void UnlinkFromNext(in TKey key, uint hash, int index)
    {
        int newest = _table.Find(key, hash);
        if (newest == Connection.None)
            return;
        ref Connection next = ref this[newest];
        if (next.Previous != index)
            return;
        next.Previous = Connection.None;
        next.Marks &= ~ConnectionMarks.Tentative;
    }
}
