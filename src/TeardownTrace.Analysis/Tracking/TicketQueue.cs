namespace TeardownTrace.Analysis.Tracking;

/// <summary>Tickets first in, first out, of which those in front can be looked at: a ring that doubles.</summary>
internal sealed class TicketQueue
{
    private Ticket[] _ring = new Ticket[64];
    private int _first;

    /// <summary>Tickets in it.</summary>
    public int Count { get; private set; }

    /// <summary>The ticket so many places behind the front.</summary>
    public Ticket this[int behind] => _ring[(_first + behind) & (_ring.Length - 1)];

    /// <summary>Puts a ticket behind the others.</summary>
    public void Add(Ticket ticket)
    {
        if (Count == _ring.Length)
            Grow();
        _ring[(_first + Count++) & (_ring.Length - 1)] = ticket;
    }

    /// <summary>Takes the front one out; there must be one.</summary>
    public Ticket Take()
    {
        Ticket ticket = this[0];
        _first = (_first + 1) & (_ring.Length - 1);
        Count--;
        return ticket;
    }

    private void Grow()
    {
        var ring = new Ticket[_ring.Length * 2];
        for (int i = 0; i < Count; i++)
            ring[i] = this[i];
        _ring = ring;
        _first = 0;
    }
}
