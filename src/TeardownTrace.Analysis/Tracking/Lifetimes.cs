using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// How long the connections of one tracker are kept: ends those that have been silent too long by the capture's clock, those that must make room in a
/// full table, and at last all that are left.
/// </summary>
/// <remarks>Capacity: never more than <c>capacity</c> connections. When full, the oldest half-open one makes room, then the longest idle.</remarks>
internal sealed class Lifetimes<TKey>
    where TKey : unmanaged, IFlowKey<TKey>
{
    /// <summary>Late segments of an ended incarnation are kept with it for as long as a Linux end may repeat its FIN, nanoseconds (SPEC section 8).</summary>
    private const long LateSegmentsNs = 115_000_000_000;

    /// <summary>An unanswered or incomplete handshake is given up after this, nanoseconds (SPEC section 8).</summary>
    private const long HalfOpenNs = 75_000_000_000;

    /// <summary>Connections that come up together.</summary>
    private const int DueAtOnce = 16;

    /// <summary>Places gone over together at the end: what ended is judged while it is in the nearest cache.</summary>
    private const int FinishedAtOnce = 64;

    private readonly AnalysisOptions _options;
    private readonly int _capacity;
    private readonly Incarnations<TKey> _incarnations;
    private readonly ExpiryWheel<TKey> _wheel;
    private readonly VictimList<TKey> _victims;

    /// <summary>How long a connection that is over is kept for its late segments and its TIME_WAIT, nanoseconds.</summary>
    private readonly long _keptAfterEnd;
    private long _now = long.MinValue;

    /// <param name="options">Timers.</param>
    /// <param name="capacity">Connections tracked at once.</param>
    /// <param name="incarnations">Where they stand; empty.</param>
    public Lifetimes(AnalysisOptions options, int capacity, Incarnations<TKey> incarnations)
    {
        _options = options;
        _capacity = capacity;
        _incarnations = incarnations;
        _victims = new VictimList<TKey>(incarnations.Entries);
        _keptAfterEnd = Math.Max(LateSegmentsNs, options.TimeWaitNs);
        long shortest = Math.Max(1, Math.Min(HalfOpenNs, options.IdleTimeoutNs));
        _wheel = new ExpiryWheel<TKey>(incarnations.Entries, shortest, reach: _keptAfterEnd);
    }

    /// <summary>Half-open connections that made room.</summary>
    public long EvictedHalfOpen { get; private set; }

    /// <summary>Other connections that made room.</summary>
    public long EvictedIdle { get; private set; }

    /// <summary>Whether a connection had expired when something came at <paramref name="time"/>, though it was not looked at since.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsExpired(in Connection connection, long time)
    {
        long silence = time - connection.LastTime;
        return silence > _wheel.Horizon && silence > SilenceAllowed(connection);
    }

    /// <summary>Makes room for a connection that is about to begin, if there is none.</summary>
    /// <param name="now">Time of the segment that begins it.</param>
    /// <param name="previous">The incarnation before it; none any more if it is the one that had to go.</param>
    public void MakeRoom(long now, ref int previous)
    {
        if (_incarnations.Count < _capacity)
            return;
        int index = OldestHalfOpen(except: previous);
        if (index == Connection.None)
            index = _victims.Next();
        if (index == previous)
            previous = Connection.None;
        ref Connection connection = ref _incarnations[index];
        if (!connection.Has(ConnectionMarks.Tentative))
        {
            connection.Marks |= ConnectionMarks.Evicted;
            EvictedHalfOpen += connection.IsHalfOpen ? 1 : 0;
            EvictedIdle += connection.IsHalfOpen ? 0 : 1;
        }

        End(index, now);
    }

    /// <summary>A connection has begun.</summary>
    /// <param name="index">The connection.</param>
    /// <param name="first">Its first segment: with a SYN or SYN-ACK it may stay half-open.</param>
    public void Begin(int index, in TcpSegment first)
    {
        if (first.Has(TcpFlags.Syn))
            _wheel.ArmHalfOpen(index);
        else
            _wheel.Arm(index, _wheel.Horizon);
    }

    /// <summary>Ends a connection that <see cref="IsExpired"/>, as of when it expired.</summary>
    /// <returns>The one before it where that goes on; <see cref="Connection.None"/> otherwise.</returns>
    public int Expire(int index)
    {
        ref Connection connection = ref _incarnations[index];
        return End(index, connection.LastTime + SilenceAllowed(connection));
    }

    /// <summary>Lets connections expire by the capture's clock.</summary>
    /// <param name="now">Packet time; may have gone back since the last call.</param>
    public void Advance(long now)
    {
        if (now > _now && _now != long.MinValue)
            _wheel.Turn((ulong)(now - _now));
        _now = now;

        Span<int> due = stackalloc int[DueAtOnce];
        for (int count = _wheel.TakeHalfOpen(now, due); count > 0; count = _wheel.TakeHalfOpen(now, due))
        {
            foreach (int index in due[..count])
                LookAt(index);
        }

        for (int count = _wheel.Take(due); count > 0; count = _wheel.Take(due))
        {
            foreach (int index in due[..count])
                _incarnations.PrefetchSlotOf(index);
            foreach (int index in due[..count])
                LookAt(index);
        }

        _wheel.Tidy(_incarnations.Count);
    }

    /// <summary>Ends the next connections, not too many at once: the capture is over.</summary>
    /// <param name="until">Time of its last packet.</param>
    /// <param name="from">Where to go on; 0 at first.</param>
    /// <returns>False when none was left.</returns>
    public bool TryFinish(long until, ref int from)
    {
        int to = Math.Min(from + FinishedAtOnce, _incarnations.Entries.HighWater);
        if (from == to)
            return false;
        for (; from < to; from++)
        {
            ref Connection connection = ref _incarnations[from];
            if (connection.IsLive && !connection.Has(ConnectionMarks.Superseded))
                _incarnations.Finish(from, until);
        }

        return true;
    }

    /// <summary>Silence after which a connection is expired, nanoseconds.</summary>
    private long SilenceAllowed(in Connection connection)
    {
        if (connection.IsOver)
            return _keptAfterEnd;
        return connection.Has(ConnectionMarks.Established) && !connection.Has(ConnectionMarks.OnlyResets) ? _options.IdleTimeoutNs : HalfOpenNs;
    }

    /// <summary>
    /// Expires a connection that has come up, or puts it where it comes up again; the wheel holds no ticket of it. One that came up with its next
    /// incarnation may have ended with that.
    /// </summary>
    private void LookAt(int index)
    {
        ref Connection connection = ref _incarnations[index];
        if (!connection.IsLive)
            return;

        // A damaged time stamp may be so far ahead that there is no later one; beyond the wheel's reach it does not matter how far.
        long silence = Math.Max(_now - connection.LastTime, -_keptAfterEnd);
        long left = SilenceAllowed(connection) - silence;
        if (left < 0)
            Expire(index);
        else
            _wheel.Arm(index, connection.IsOver ? left + 1 : Math.Min(left + 1, _wheel.Horizon));
    }

    /// <summary>Ends a connection, and the one before it, but for what only knocked: a SYN that opened nothing leaves that as it was.</summary>
    /// <returns>The one before it where that goes on; <see cref="Connection.None"/> otherwise.</returns>
    private int End(int index, long until)
    {
        int older = _incarnations.Dismiss(index, until);
        if (older == Connection.None)
            _incarnations.Finish(index, until);
        return older;
    }

    /// <summary>The connection that waits longest for its handshake; those that were established meanwhile move to the wheel.</summary>
    private int OldestHalfOpen(int except)
    {
        for (int index = _wheel.OldestHalfOpen; index != Connection.None; index = _wheel.OldestHalfOpen)
        {
            if (_incarnations[index].IsHalfOpen && index != except)
                return index;
            _wheel.TakeOldest();
            _wheel.Arm(index, _wheel.Horizon);
        }

        return Connection.None;
    }
}
