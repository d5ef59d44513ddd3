using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Testing;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>The wheel against a list of deadlines: whatever the clock does, nothing due is missed and nothing comes up for ever.</summary>
public sealed class ExpiryWheelTests
{
    private const int Seed = 64;
    private const long Second = 1_000_000_000;
    private const long Horizon = 75 * Second;
    private const long Reach = 4 * Horizon;
    private const long Year = 365 * 86_400 * Second;

    /// <summary>How late a connection comes up at most: one bucket.</summary>
    private const long Lateness = Reach / 62;

    /// <summary>How often one connection comes up at most while the wheel turns once: where it was, once on the way, and where it is put for good.</summary>
    private const int LooksATurn = 3;

    private readonly Slab<FlowTable<FlowKeyV4>.Entry> _entries = new();
    private readonly SortedDictionary<int, long> _deadlines = [];
    private readonly ExpiryWheel<FlowKeyV4> _wheel;
    private readonly int[] _due = new int[16];
    private long _now;

    /// <summary>Numbers go round after four thousand millions: every one of them is a connection's.</summary>
    private int _created = -50;

    public ExpiryWheelTests() => _wheel = new ExpiryWheel<FlowKeyV4>(_entries, Horizon, Reach);

    [Theory]
    [InlineData(10 * 1_000_000L)] // a busy capture
    [InlineData(10 * Second)]
    [InlineData(3600 * Second)]
    [InlineData(20 * Year)] // clocks that were not set yet
    public void Everything_expires_in_time_and_nothing_before(long largestStep)
    {
        var random = new Random(Seed);
        for (int step = 0; step < 20_000; step++)
        {
            if (_deadlines.Count < 300)
                Begin(timeout: Horizon + random.NextInt64(3 * Horizon));
            foreach (int index in _deadlines.Keys.Where(_ => random.Next(20) == 0).ToArray())
                _deadlines[index] = _now + Horizon + random.NextInt64(3 * Horizon);
            if (random.Next(50) == 0 && _deadlines.Count > 0)
                End(_deadlines.Keys.ElementAt(random.Next(_deadlines.Count)));

            // One time in ten the clock stands or runs backwards, which turns nothing.
            Turn(random.Next(10) == 0 ? 0 : (_now > long.MaxValue / 4 ? Second : random.NextInt64(largestStep)));
        }
    }

    [Theory]
    [InlineData(Horizon * 51 / 100)]
    [InlineData(Horizon * 351 / 100)]
    public void A_deadline_within_reach_takes_one_look(long delay)
    {
        int index = Take();
        _wheel.Arm(index, delay);
        for (int step = 0; step < 4000; step++)
        {
            _now += Horizon / 1000;
            _wheel.Turn(Horizon / 1000);
            if (_wheel.Take(_due) > 0)
                break;
        }

        Assert.Equal(index, _due[0]);
        Assert.InRange(_now, delay, delay + Lateness + (Horizon / 1000));
    }

    [Fact]
    public void A_jump_of_centuries_neither_hangs_nor_misses()
    {
        Begin(timeout: Horizon);
        Begin(timeout: 250 * Year);
        Turn(200 * Year);
        Assert.Equal([250 * Year], _deadlines.Values);
        Turn(60 * Year);
        Assert.Empty(_deadlines);
    }

    [Fact]
    public void The_oldest_half_open_one_stands_in_front()
    {
        var waiting = new List<int>();
        var random = new Random(Seed);
        for (int i = 0; i < 100; i++)
        {
            int index = Take();
            _wheel.ArmHalfOpen(index);
            waiting.Add(index);
            if (random.Next(3) > 0)
                continue;
            int gone = waiting[random.Next(waiting.Count)];
            Give(gone);
            waiting.Remove(gone);
            Assert.Equal(waiting.Count > 0 ? waiting[0] : Connection.None, _wheel.OldestHalfOpen);
        }

        while (waiting.Count > 0)
        {
            Assert.Equal(waiting[0], _wheel.OldestHalfOpen);
            _wheel.TakeOldest();
            waiting.RemoveAt(0);
        }

        Assert.Equal(Connection.None, _wheel.OldestHalfOpen);

        // Half-open ones do not turn with the wheel.
        _wheel.ArmHalfOpen(Take());
        _wheel.Turn(10 * Horizon);
        Assert.Equal(0, _wheel.Take(_due));
    }

    [Fact]
    public void A_place_taken_again_does_not_come_up_for_the_one_before()
    {
        int index = Take();
        _wheel.ArmHalfOpen(index);
        _wheel.Arm(index, Horizon);
        Give(index);
        Assert.Equal(index, Take());

        _wheel.Turn(2 * Reach);
        Assert.Equal(0, _wheel.Take(_due));
        Assert.Equal(Connection.None, _wheel.OldestHalfOpen);
    }

    [Fact]
    public void Ended_connections_do_not_pile_up()
    {
        Take();
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            // Each time another wheel, so that one that piles up grows each time.
            var wheel = new ExpiryWheel<FlowKeyV4>(_entries, Horizon, Reach);
            EndAtOnce(wheel, 10_000);
            long before = GC.GetAllocatedBytesForCurrentThread();
            EndAtOnce(wheel, 990_000);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));
    }

    private void EndAtOnce(ExpiryWheel<FlowKeyV4> wheel, int connections)
    {
        for (int i = 0; i < connections; i++)
        {
            int index = Take();
            if (i % 2 == 0)
                wheel.Arm(index, Horizon);
            else
                wheel.ArmHalfOpen(index);
            Give(index);
            wheel.Tidy(live: 1);
        }
    }

    private int Take()
    {
        int index = _entries.Take();
        _entries[index].Connection.Creation = _created++;
        return index;
    }

    private void Give(int index)
    {
        _entries[index].Connection.Marks |= ConnectionMarks.Ended;
        _entries.Give(index);
    }

    private void Begin(long timeout)
    {
        int index = Take();
        _deadlines.Add(index, _now + timeout);
        _wheel.Arm(index, Horizon);
    }

    private void End(int index)
    {
        Give(index);
        _deadlines.Remove(index);
    }

    /// <summary>Turns the wheel and looks at what comes up, as the tracker does: what is not due yet is put back.</summary>
    private void Turn(long forward)
    {
        _now += forward;
        _wheel.Turn((ulong)forward);
        int looks = _deadlines.Count * LooksATurn;
        for (int count = _wheel.Take(_due); count > 0; count = _wheel.Take(_due))
        {
            foreach (int index in _due[..count])
            {
                Assert.True(--looks >= 0, "connections come up again and again");
                long left = _deadlines[index] - _now;
                if (left < 0)
                    End(index);
                else
                    _wheel.Arm(index, Math.Min(left + 1, Horizon));
            }
        }

        Assert.All(_deadlines, pair => Assert.True(_now - pair.Value <= Lateness, $"{_now - pair.Value} ns late"));
    }
}
