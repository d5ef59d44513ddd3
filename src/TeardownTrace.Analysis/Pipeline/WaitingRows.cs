using System.Diagnostics;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>
/// Ended connections of a partition that wait for their turn to be reported. They wait where they stand, in the tracker; as many as a bound allows, and
/// then all together go on disk, in the order of their turns: one connection that lives through a long capture does not keep all later rows in memory.
/// At the end of the capture no other needs their places: those that end with it all wait there.
/// </summary>
/// <param name="options">In which order they are reported.</param>
/// <param name="order">The turns.</param>
/// <param name="incarnations">Where they stand.</param>
internal sealed class WaitingRows<TKey>(AnalysisOptions options, BeginningOrder order, Incarnations<TKey> incarnations) : IDisposable
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>Ended connections that wait in memory at most, as long as the capture goes on, for earlier ones that have not ended.</summary>
    private const int WaitingInMemory = 2048;

    /// <summary>Bits of a ticket that tell the <see cref="WaitingPlace"/>; the others are a number there.</summary>
    private const int PlaceBits = 2;

    /// <summary>Connections whose memory is asked for ahead of writing them.</summary>
    private const int Ahead = 16;

    private readonly Slab<WaitingConnection> _waiting = new();
    private readonly SpillFile<SpilledConnection<TKey>> _spilled = new();
    private readonly SpillFile<RareFacts> _spilledRare = new();
    private FlowEnds _ends;
    private int _taken = Connection.None;
    private long? _end;

    /// <summary>Rows that found no room on disk.</summary>
    public long LostRows { get; private set; }

    /// <summary>Why, for the latest of them.</summary>
    public string? WhyRowsAreLost { get; private set; }

    /// <summary>The capture is over: what is added from now on ended with it.</summary>
    /// <param name="until">Time of its last packet.</param>
    public void EndCapture(long until) => _end = until;

    /// <summary>Lets an ended connection wait for its turn.</summary>
    public void Add(EndedConnection ended)
    {
        ref readonly Connection connection = ref incarnations[ended.Index];
        if (_end is not null)
        {
            order.End(connection, TicketOf(ended.Index, WaitingPlace.Tracker));
            return;
        }

        if (_waiting.Count == WaitingInMemory && !options.InOrderOfEnd)
            SpillWaiting();
        int at = _waiting.Take();
        _waiting[at] = new WaitingConnection(ended, order.End(connection, TicketOf(at, WaitingPlace.Memory)));
    }

    /// <summary>Takes the next connection out, if its turn has come.</summary>
    /// <param name="facts">What is known of it; valid until the next call of anything.</param>
    public bool TryTake(out TeardownFacts facts)
    {
        Release();
        if (!order.TryTake(out int ticket))
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
    public void Dispose()
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
        return new TeardownFacts(_ends, spilled.Connection, rare, spilled.Until, options);
    }

    private TeardownFacts TakeFromTracker(int index, long until)
    {
        ref readonly FlowTable<TKey>.Entry entry = ref incarnations.Entries[index];
        _ends = FlowEnds.Of(entry.Key);
        _taken = index;
        return new TeardownFacts(_ends, entry.Connection, incarnations.RareOf(entry.Connection), until, options);
    }

    /// <summary>Gives back the place of what was taken last, if it has one.</summary>
    private void Release()
    {
        if (_taken != Connection.None)
            incarnations.Release(_taken);
        _taken = Connection.None;
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
            turns[i] = order.Distance(_waiting[i].Place);
            run[i] = i;
        }

        turns.Sort(run);
        int spilled = 0;
        try
        {
            for (; spilled < run.Length; spilled++)
            {
                if (spilled + Ahead < run.Length)
                    incarnations.Entries.Prefetch(_waiting[run[spilled + Ahead]].Ended.Index);
                Spill(_waiting[run[spilled]]);
                _waiting.Give(run[spilled]);
            }
        }
        catch (IOException e)
        {
            LostRows += run.Length - spilled;
            WhyRowsAreLost = e.Message;
            foreach (int lost in run[spilled..])
            {
                order.Withdraw(_waiting[lost].Place);
                incarnations.Release(_waiting[lost].Ended.Index);
                _waiting.Give(lost);
            }
        }
    }

    private void Spill(WaitingConnection waiting)
    {
        ref readonly FlowTable<TKey>.Entry entry = ref incarnations.Entries[waiting.Ended.Index];
        ref SpilledConnection<TKey> spilled = ref _spilled.Add(out int number);
        spilled.Key = entry.Key;
        spilled.Connection = entry.Connection;
        spilled.Until = waiting.Ended.Until;
        if (entry.Connection.Rare != Connection.None)
            _spilledRare.Add(out spilled.Connection.Rare) = incarnations.RareOf(entry.Connection);
        order.Replace(waiting.Place, TicketOf(number, WaitingPlace.Disk));
        incarnations.Release(waiting.Ended.Index);
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
