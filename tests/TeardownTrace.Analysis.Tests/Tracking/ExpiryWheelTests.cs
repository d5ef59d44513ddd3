using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>The wheel against a list of deadlines: whatever the clock does, nothing due is missed and nothing comes up for ever.</summary>
public sealed class ExpiryWheelTests
{
    private const int Seed = 64;
    private const long Second = 1_000_000_000;
    private const long Horizon = 75 * Second;
    private const long Year = 365 * 86_400 * Second;

    /// <summary>How late a connection comes up at most: one bucket.</summary>
    private const long Lateness = Horizon / 60;

    /// <summary>How often one connection comes up at most while the wheel turns once: where it was, once on the way, and where it is put for good.</summary>
    private const int LooksATurn = 3;

    private readonly Slab<FlowTable<FlowKeyV4>.Entry> _entries = new();
    private readonly SortedDictionary<int, long> _deadlines = [];
    private readonly ExpiryWheel<FlowKeyV4> _wheel;
    private long _now;

    public ExpiryWheelTests() => _wheel = new ExpiryWheel<FlowKeyV4>(_entries, Horizon);

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

    [Fact]
    public void A_jump_of_centuries_neither_hangs_nor_misses()
    {
        Begin(timeout: Horizon);
        Begin(timeout: 250 * Year);
        Turn(200 * Year);
        Assert.Equal([200 * Year < 250 * Year], _deadlines.Values.Select(deadline => deadline > _now));
        Turn(60 * Year);
        Assert.Empty(_deadlines);
    }

    [Fact]
    public void The_oldest_half_open_one_stands_in_front()
    {
        int[] indices = [.. Enumerable.Range(0, 100).Select(_ => _entries.Take())];
        var waiting = new List<int>();
        var random = new Random(Seed);
        foreach (int index in indices)
        {
            _wheel.ArmHalfOpen(index);
            waiting.Add(index);
            if (random.Next(3) > 0)
                continue;
            int gone = waiting[random.Next(waiting.Count)];
            _wheel.Disarm(gone);
            waiting.Remove(gone);
            Assert.Equal(waiting.Count > 0 ? waiting[0] : Connection.None, _wheel.OldestHalfOpen);
        }

        while (waiting.Count > 0)
        {
            Assert.Equal(waiting[0], _wheel.OldestHalfOpen);
            _wheel.Disarm(waiting[0]);
            waiting.RemoveAt(0);
        }

        Assert.Equal(Connection.None, _wheel.OldestHalfOpen);

        // Half-open ones do not turn with the wheel.
        _wheel.ArmHalfOpen(indices[0]);
        _wheel.Turn(10 * Horizon);
        Assert.False(_wheel.TryTake(out _));
    }

    private void Begin(long timeout)
    {
        int index = _entries.Take();
        _deadlines.Add(index, _now + timeout);
        _wheel.Arm(index, long.MaxValue);
    }

    private void End(int index)
    {
        _wheel.Disarm(index);
        _entries.Give(index);
        _deadlines.Remove(index);
    }

    /// <summary>Turns the wheel and looks at what comes up, as the tracker does: what is not due yet is put back.</summary>
    private void Turn(long forward)
    {
        _now += forward;
        _wheel.Turn(forward);
        int looks = _deadlines.Count * LooksATurn;
        while (_wheel.TryTake(out int index))
        {
            Assert.True(--looks >= 0, "connections come up again and again");
            long left = _deadlines[index] - _now;
            _wheel.Arm(index, left + 1);
            if (left < 0)
                End(index);
        }

        Assert.All(_deadlines, pair => Assert.True(_now - pair.Value <= Lateness, $"{_now - pair.Value} ns late"));
    }
}
