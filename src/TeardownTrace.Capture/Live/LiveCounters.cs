using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.Live;

/// <summary>Sums libpcap's counters, which are 32 bits wide and begin at zero with each activation. Written by the reading thread, read by any.</summary>
internal sealed class LiveCounters
{
    private readonly Lock _lock = new();
    private PcapStatistics _last;
    private long _received;
    private long _droppedByKernel;
    private long _droppedByInterface;

    /// <summary>Takes note of the counters of the current activation. Must come at least once in 2^32 packets.</summary>
    public void Take(in PcapStatistics counters)
    {
        lock (_lock)
        {
            _received += unchecked(counters.Received - _last.Received);
            _droppedByKernel += unchecked(counters.DroppedByKernel - _last.DroppedByKernel);
            _droppedByInterface += unchecked(counters.DroppedByInterface - _last.DroppedByInterface);
            _last = counters;
        }
    }

    /// <summary>A new activation begins to count.</summary>
    public void BeginActivation() => _last = default;

    /// <summary>The sums.</summary>
    /// <param name="outages">Goes into the result.</param>
    public LiveStatistics Sum(long outages)
    {
        lock (_lock)
            return new LiveStatistics(_received, _droppedByKernel, _droppedByInterface, outages);
    }
}
