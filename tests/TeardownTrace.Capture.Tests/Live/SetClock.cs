namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Clocks that go on only when told.</summary>
internal sealed class SetClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time)
    {
        _ticks += time.Ticks;
        _now += time;
    }

    /// <summary>Sets the clock on the wall; the monotonic one is not touched.</summary>
    public void Set(DateTimeOffset now) => _now = now;
}
