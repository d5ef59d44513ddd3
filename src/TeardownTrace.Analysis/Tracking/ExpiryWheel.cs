using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Which connections to look at next. Design: a wheel of linked buckets with lazy re-arm. A connection is looked at once per
/// <see cref="Horizon"/> at the latest, and only then is decided whether it has expired; as no timeout is shorter than the horizon, none is
/// missed, and a segment never has to move its connection. The wheel turns on packet time that has gone forward; time that runs backwards
/// turns nothing. Connections begun by a SYN wait in a list of their own first, oldest in front: what a full table gives up first.
/// </summary>
internal sealed class ExpiryWheel<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    private const int Buckets = 64;
    private const int HalfOpen = Buckets;

    /// <summary>In <see cref="Connection.PreviousInQueue"/> of a list's first connection stands the list's number below this.</summary>
    private const int ListMark = -2;

    private readonly Slab<FlowTable<TKey>.Entry> _entries;
    private readonly int[] _heads = new int[Buckets + 1];
    private readonly long _step;
    private int _youngestHalfOpen = Connection.None;
    private long _elapsed;
    private long _turned;

    /// <summary>Makes an empty wheel.</summary>
    /// <param name="entries">Where the connections are.</param>
    /// <param name="horizon">The shortest timeout it serves, nanoseconds.</param>
    public ExpiryWheel(Slab<FlowTable<TKey>.Entry> entries, long horizon)
    {
        _entries = entries;
        Horizon = horizon;
        _step = Math.Max(1, horizon / (Buckets - 2));
        Array.Fill(_heads, Connection.None);
    }

    /// <summary>Every connection comes up at least once in this time, nanoseconds.</summary>
    public long Horizon { get; }

    /// <summary>The connection that has waited longest since its SYN, or <see cref="Connection.None"/>.</summary>
    public int OldestHalfOpen => _heads[HalfOpen];

    /// <summary>Puts a connection where it comes up in <paramref name="delay"/> nanoseconds, or in a horizon if that is sooner.</summary>
    public void Arm(int index, long delay)
    {
        // Never a bucket that the wheel still has to pass on its way to now: it would come up again and again.
        long due = Math.Clamp((_elapsed + Math.Clamp(delay, 0, Horizon)) / _step, _turned + 1, _turned + Buckets - 1);
        LinkFirst(index, (int)(due % Buckets));
    }

    /// <summary>Puts a connection that a SYN began behind the others of its kind.</summary>
    public void ArmHalfOpen(int index)
    {
        if (OldestHalfOpen == Connection.None)
        {
            LinkFirst(index, HalfOpen);
        }
        else
        {
            ref Connection connection = ref _entries[index].Connection;
            connection.NextInQueue = Connection.None;
            connection.PreviousInQueue = _youngestHalfOpen;
            _entries[_youngestHalfOpen].Connection.NextInQueue = index;
        }

        _youngestHalfOpen = index;
    }

    /// <summary>Takes a connection out of whichever list it is in.</summary>
    public void Disarm(int index)
    {
        ref Connection connection = ref _entries[index].Connection;
        if (connection.PreviousInQueue <= ListMark)
            _heads[ListMark - connection.PreviousInQueue] = connection.NextInQueue;
        else
            _entries[connection.PreviousInQueue].Connection.NextInQueue = connection.NextInQueue;
        if (connection.NextInQueue != Connection.None)
            _entries[connection.NextInQueue].Connection.PreviousInQueue = connection.PreviousInQueue;
        if (index == _youngestHalfOpen)
            _youngestHalfOpen = connection.PreviousInQueue;
    }

    /// <summary>Turns the wheel on.</summary>
    /// <param name="forward">Nanoseconds gone forward.</param>
    public void Turn(long forward) => _elapsed += forward;

    /// <summary>Takes out the next connection that has come up.</summary>
    /// <returns>False when none has.</returns>
    public bool TryTake(out int index)
    {
        long now = _elapsed / _step;
        while (true)
        {
            index = _heads[(int)(_turned % Buckets)];
            if (index != Connection.None)
            {
                Disarm(index);
                return true;
            }

            if (_turned >= now)
                return false;
            _turned = Math.Max(_turned + 1, now - Buckets);
        }
    }

    private void LinkFirst(int index, int list)
    {
        ref Connection connection = ref _entries[index].Connection;
        connection.PreviousInQueue = ListMark - list;
        connection.NextInQueue = _heads[list];
        if (_heads[list] != Connection.None)
            _entries[_heads[list]].Connection.PreviousInQueue = index;
        _heads[list] = index;
    }
}
