using System.Runtime.InteropServices;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// In which order the connections of a tracker are reported: in that of their first packets, each as soon as it and every earlier one has
/// ended, or in that of their ends. Design: a queue of places. In the order of beginnings a place is made when a connection begins, and is
/// waiting, withdrawn or holds a ticket; in the order of ends it is made with its ticket. Where nothing is reported there are no places.
/// </summary>
internal sealed class BeginningOrder(AnalysisOptions options)
{
    private const int Waiting = -1;
    private const int Withdrawn = -2;

    private Place[] _places = new Place[256];
    private int _first;
    private int _next;
    private int _created;

    /// <summary>First packet of the earliest connection that is not taken yet; <see cref="long.MaxValue"/> when there is none.</summary>
    public long NextFirstPacket
    {
        get
        {
            SkipWithdrawn();
            return _first == _next ? long.MaxValue : PlaceOf(_first).FirstPacket;
        }
    }

    /// <summary>Whether connections are reported in the order of their ends.</summary>
    public bool IsOfEnds => options.InOrderOfEnd;

    private bool KeepsBeginnings => options is { DeliverReports: true, InOrderOfEnd: false };

    /// <summary>A connection begins.</summary>
    /// <returns>Its number in the order of beginnings.</returns>
    public int Create(long packet)
    {
        if (KeepsBeginnings)
            Queue(new Place(packet, Waiting));
        return _created++;
    }

    /// <summary>What began there was no connection.</summary>
    public void Withdraw(int creation)
    {
        if (KeepsBeginnings)
            PlaceOf(creation).Ticket = Withdrawn;
    }

    /// <summary>Asks for the place of a connection ahead of its end.</summary>
    public void Prefetch(in Connection connection)
    {
        if (KeepsBeginnings)
            CacheLine.Prefetch(in PlaceOf(connection.Creation));
    }

    /// <summary>A connection has ended.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="ticket">What is given out for it when its turn comes; not negative.</param>
    /// <returns>Its place: of two, the one with the smaller <see cref="Distance"/> comes first.</returns>
    public int End(in Connection connection, int ticket)
    {
        int place = connection.Creation;
        if (options.InOrderOfEnd)
        {
            place = _next;
            Queue(new Place(connection.FirstPacket, ticket));
        }
        else
        {
            PlaceOf(place).Ticket = ticket;
        }

        return place;
    }

    /// <summary>Something else is given out for an ended connection whose turn has not come.</summary>
    public void Replace(int place, int ticket) => PlaceOf(place).Ticket = ticket;

    /// <summary>How far a place is from the front: numbers go round, distances do not.</summary>
    public int Distance(int place) => place - _first;

    /// <summary>Takes the next connection out, if its turn has come.</summary>
    public bool TryTake(out int ticket)
    {
        ticket = Waiting;
        SkipWithdrawn();
        if (_first == _next || PlaceOf(_first).Ticket == Waiting)
            return false;
        ticket = PlaceOf(_first++).Ticket;
        return true;
    }

    private void Queue(Place place)
    {
        if (_next - _first == _places.Length)
            Grow();
        PlaceOf(_next++) = place;
    }

    private void SkipWithdrawn()
    {
        while (_first != _next && PlaceOf(_first).Ticket == Withdrawn)
            _first++;
    }

    private ref Place PlaceOf(int number) => ref _places[number & (_places.Length - 1)];

    private void Grow()
    {
        var places = new Place[_places.Length * 2];
        for (int number = _first; number != _next; number++)
            places[number & (places.Length - 1)] = PlaceOf(number);
        _places = places;
    }

    /// <summary>12 bytes, not 16: a long capture has a million of them.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private record struct Place(long FirstPacket, int Ticket);
}
