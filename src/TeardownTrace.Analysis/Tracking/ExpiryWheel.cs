using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Which connections to look at next. Design: a wheel of buckets with lazy re-arm. A connection that may go on is looked at once per
/// <see cref="Horizon"/> at the latest, and only then is decided whether it has expired; as no timeout is shorter than the horizon, none is
/// missed, and a segment never has to move its connection. One that is over waits for its own timeout at once. The wheel turns on packet time that
/// has gone forward; time that runs backwards turns nothing. Connections begun by a SYN wait in a queue of their own first, oldest in front: what a
/// full table gives up first.
/// </summary>
/// <remarks>
/// Buckets and queue hold tickets: an index and the connection's number, which tells a ticket whose connection has ended meanwhile. Nothing is
/// taken out of the middle, and going over a bucket follows no links through the connections. A connection has one ticket; when ended ones'
/// are the larger part of all, they are thrown away together.
/// </remarks>
internal sealed class ExpiryWheel<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    private const int Buckets = 64;

    /// <summary>The wheel reaches so many horizons at most: a bucket stays short against the shortest timeout.</summary>
    private const int HorizonsReached = 16;

    /// <summary>Below this many tickets it does not matter how many are of ended connections.</summary>
    private const int FewTickets = 1024;

    private readonly Slab<FlowTable<TKey>.Entry> _entries;
    private readonly List<Ticket>[] _buckets = new List<Ticket>[Buckets];
    private readonly TicketQueue _halfOpen = new();
    private readonly Predicate<Ticket> _isOfEnded;
    private readonly long _reach;
    private readonly long _step;
    private int _armed;
    private long _elapsed;
    private long _turned;

    /// <summary>Makes an empty wheel.</summary>
    /// <param name="entries">Where the connections are.</param>
    /// <param name="horizon">The shortest timeout it serves, nanoseconds.</param>
    /// <param name="reach">How far ahead connections are armed, nanoseconds, as far as the wheel reaches.</param>
    public ExpiryWheel(Slab<FlowTable<TKey>.Entry> entries, long horizon, long reach)
    {
        _entries = entries;
        _isOfEnded = ticket => !IsLive(ticket);
        Horizon = horizon;
        _reach = Math.Clamp(reach, horizon, HorizonsReached * horizon);
        _step = Math.Max(1, _reach / (Buckets - 2));
        for (int i = 0; i < Buckets; i++)
            _buckets[i] = [];
    }

    /// <summary>Every connection that may go on comes up at least once in this time, nanoseconds.</summary>
    public long Horizon { get; }

    /// <summary>The connection that has waited longest since its SYN, or <see cref="Connection.None"/>.</summary>
    public int OldestHalfOpen
    {
        get
        {
            while (_halfOpen.Count > 0)
            {
                Ticket ticket = _halfOpen[0];
                if (IsLive(ticket))
                    return ticket.Index;
                _halfOpen.Take();
            }

            return Connection.None;
        }
    }

    /// <summary>Puts a connection where it comes up in <paramref name="delay"/> nanoseconds, or as late as the wheel reaches if that is sooner.</summary>
    public void Arm(int index, long delay)
    {
        // Not before its time, or it would be looked at twice; never a bucket that the wheel still has to pass on its way to now, or it would come
        // up again and again.
        long due = Math.Clamp(((_elapsed + Math.Clamp(delay, 0, _reach)) / _step) + 1, _turned + 1, _turned + Buckets - 1);
        _buckets[(int)(due % Buckets)].Add(TicketOf(index));
        _armed++;
    }

    /// <summary>Puts a connection that a SYN began behind the others of its kind.</summary>
    public void ArmHalfOpen(int index) => _halfOpen.Add(TicketOf(index));

    /// <summary>Takes <see cref="OldestHalfOpen"/> out of the queue; there must be one.</summary>
    public void TakeOldest() => _halfOpen.Take();

    /// <summary>
    /// Takes out connections that a SYN began a horizon ago or earlier, oldest first; and those that began as far ahead, by a clock that was set
    /// back since: the others would wait behind them until it is that time again.
    /// </summary>
    /// <param name="now">Packet time.</param>
    /// <param name="indices">Receives as many as it holds at most; their lines have been asked for.</param>
    /// <returns>How many; 0 when there are no more.</returns>
    public int TakeHalfOpen(long now, Span<int> indices)
    {
        int taken = 0;
        while (taken == 0 && _halfOpen.Count > 0)
        {
            int group = Math.Min(indices.Length, _halfOpen.Count);
            for (int i = 0; i < group; i++)
                _entries.Prefetch(_halfOpen[i].Index);
            for (; group > 0; group--)
            {
                Ticket ticket = _halfOpen[0];
                if (IsLive(ticket))
                {
                    long waited = now - _entries[ticket.Index].Connection.StartTime;
                    if (waited < Horizon && waited > -Horizon)
                        return taken;
                    indices[taken++] = ticket.Index;
                }

                _halfOpen.Take();
            }
        }

        return taken;
    }

    /// <summary>Turns the wheel on.</summary>
    /// <param name="forward">Nanoseconds gone forward. Twice its reach brings everything up, however far the clock has jumped.</param>
    public void Turn(ulong forward) => _elapsed += (long)Math.Min(forward, 2 * (ulong)_reach);

    /// <summary>Takes out connections that have come up, as many as <paramref name="indices"/> holds at most.</summary>
    /// <param name="indices">Receives them; their lines have been asked for.</param>
    /// <returns>How many; 0 when no more have come up.</returns>
    public int Take(Span<int> indices)
    {
        long now = _elapsed / _step;
        while (true)
        {
            List<Ticket> bucket = _buckets[(int)(_turned % Buckets)];
            if (bucket.Count > 0)
            {
                int taken = Take(bucket, indices);
                if (taken > 0)
                    return taken;
            }
            else if (_turned >= now)
            {
                return 0;
            }
            else
            {
                _turned = Math.Max(_turned + 1, now - Buckets);
            }
        }
    }

    /// <summary>Throws the tickets of ended connections away once they are the larger part.</summary>
    /// <param name="live">Connections that have not ended.</param>
    public void Tidy(int live)
    {
        if (_armed + _halfOpen.Count <= (2 * live) + FewTickets)
            return;
        foreach (List<Ticket> bucket in _buckets)
            _armed -= bucket.RemoveAll(_isOfEnded);
        for (int waiting = _halfOpen.Count; waiting > 0; waiting--)
        {
            Ticket ticket = _halfOpen.Take();
            if (IsLive(ticket))
                _halfOpen.Add(ticket);
        }
    }

    private int Take(List<Ticket> bucket, Span<int> indices)
    {
        int first = Math.Max(0, bucket.Count - indices.Length);
        for (int i = first; i < bucket.Count; i++)
            _entries.Prefetch(bucket[i].Index);
        int taken = 0;
        for (int i = first; i < bucket.Count; i++)
        {
            if (IsLive(bucket[i]))
                indices[taken++] = bucket[i].Index;
        }

        _armed -= bucket.Count - first;
        bucket.RemoveRange(first, bucket.Count - first);
        return taken;
    }

    private Ticket TicketOf(int index) => new(index, _entries[index].Connection.Creation);

    private bool IsLive(Ticket ticket)
    {
        ref Connection connection = ref _entries[ticket.Index].Connection;
        return connection.Creation == ticket.Creation && connection.IsLive;
    }
}
