namespace TeardownTrace.Capture.Live;

/// <summary>
/// What time it is on the clock that stamps packets, which need not be the system's: the latest packet's stamp, and since it was read the
/// system's monotonic clock. It runs late by as long as the kernel may hold packets back, so that none that comes is older than
/// what it has told.
/// </summary>
internal sealed class LiveClock
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _holdBack;
    private Timestamp? _latest;
    private long _readAt;

    public LiveClock(TimeProvider time, TimeSpan holdBack)
    {
        _time = time;
        _holdBack = holdBack;
    }

    /// <summary>The time now; null before the first packet.</summary>
    public Timestamp? Now
    {
        get
        {
            if (_latest is not Timestamp latest)
                return null;
            TimeSpan silent = _time.GetElapsedTime(_readAt) - _holdBack;
            return silent <= TimeSpan.Zero ? latest : new Timestamp(latest.Nanoseconds + (silent.Ticks * TimeSpan.NanosecondsPerTick));
        }
    }

    /// <summary>Takes note of the last packet of a read. Follows a clock that was set back.</summary>
    public void Observe(Timestamp time)
    {
        _latest = time;
        _readAt = _time.GetTimestamp();
    }
}
