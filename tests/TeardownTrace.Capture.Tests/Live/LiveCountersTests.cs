using TeardownTrace.Capture.Live;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Sums of counters of 32 bits.</summary>
public sealed class LiveCountersTests
{
    [Fact]
    public void Counters_that_wrap_or_begin_anew_add_up()
    {
        var counters = new LiveCounters();
        counters.Take(new PcapStatistics { Received = uint.MaxValue, DroppedByKernel = 5 });
        counters.Take(new PcapStatistics { Received = 9, DroppedByKernel = 5, DroppedByInterface = 2 });
        counters.BeginActivation();
        counters.Take(new PcapStatistics { Received = 1, DroppedByKernel = 1 });

        Assert.Equal(new LiveStatistics((1L << 32) + 9 + 1, 6, 2, 3), counters.Sum(outages: 3));
    }
}
