using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// What a partition's connections came to: counted at once, and where rows are wanted kept in the order of their first packets until every
/// earlier one of the partition has ended too, or in the order of their ends. Design: a queue with one place per connection begun; a place is
/// waiting, void or holds what ended. In the order of ends a place is made when the connection ends.
/// </summary>
internal sealed class FinishedConnections(AnalysisOptions options, FrameMap frames) : IDisposable
{
    private const int Waiting = -1;
    private const int Withdrawn = -2;

    /// <summary>Ended connections of a partition that wait in memory; some 500 bytes each.</summary>
    private const int WaitingInMemory = 4096;

    private readonly WaitingRoom _waiting = new(WaitingInMemory);
    private Place[] _places = new Place[256];
    private int _first;
    private int _next;
    private int _created;

    /// <summary>What was counted in this partition.</summary>
    public TotalsCounter Totals { get; } = new();

    /// <summary>First packet of the earliest connection that is not taken yet; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextFirstPacket
    {
        get
        {
            SkipVoid();
            return _first == _next ? long.MaxValue : PlaceOf(_first).FirstPacket;
        }
    }

    /// <summary>A connection begins.</summary>
    /// <returns>Its place in the order of beginnings.</returns>
    public int Create(long packet)
    {
        if (KeepsBeginnings)
            Queue(new Place(packet, Waiting));
        return _created++;
    }

    /// <summary>What began there was no connection.</summary>
    public void Void(int creation)
    {
        if (KeepsBeginnings)
            PlaceOf(creation).Ticket = Withdrawn;
    }

    /// <summary>Counts a connection that made room in a full table.</summary>
    public void CountEviction(bool halfOpen)
    {
        if (halfOpen)
            Totals.EvictedHalfOpen++;
        else
            Totals.EvictedIdle++;
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="key">Its flow.</param>
    /// <param name="connection">What was seen of it.</param>
    /// <param name="rare">Its rare facts; default when it has none.</param>
    /// <param name="until">Until when it was watched.</param>
    public void Add<TKey>(in TKey key, in Connection connection, in RareFacts rare, long until)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        FlowEnds ends = FlowEnds.Of(key);
        var facts = new TeardownFacts(ends, connection, rare, until, options);
        Totals.Add(ReportRules.Report(facts, frames));
        if (!options.DeliverReports)
            return;

        int ticket = _waiting.Enter(new FinishedConnection(ends, connection, rare, until));
        if (options.InOrderOfEnd)
            Queue(new Place(connection.FirstPacket, ticket));
        else
            PlaceOf(connection.Creation).Ticket = ticket;
    }

    /// <summary>Takes the earliest connection out, if it has ended.</summary>
    public bool TryTake(out FinishedConnection finished)
    {
        finished = default;
        SkipVoid();
        if (_first == _next || PlaceOf(_first).Ticket == Waiting)
            return false;
        _waiting.Leave(PlaceOf(_first++).Ticket, out finished);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _waiting.Dispose();

    private void SkipVoid()
    {
        while (_first != _next && PlaceOf(_first).Ticket == Withdrawn)
            _first++;
    }

    private bool KeepsBeginnings => options is { DeliverReports: true, InOrderOfEnd: false };

    private void Queue(Place place)
    {
        if (_next - _first == _places.Length)
            Grow();
        PlaceOf(_next++) = place;
    }

    private ref Place PlaceOf(int creation) => ref _places[creation & (_places.Length - 1)];

    private void Grow()
    {
        var places = new Place[_places.Length * 2];
        for (int creation = _first; creation != _next; creation++)
            places[creation & (places.Length - 1)] = PlaceOf(creation);
        _places = places;
    }

    private record struct Place(long FirstPacket, int Ticket);
}
