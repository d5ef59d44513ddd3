using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Tests.EndToEnd;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Allocation;

/// <summary>
/// Nothing is allocated per packet once the tables have grown. On one thread, so that the calling thread's own count is everything;
/// the number is exact and repeats.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class AllocationTests
{
    private const int BatchSize = 256;
    private const int Connections = 500;
    private const int FirstPort = 20000;

    [Fact]
    public void Data_and_its_acknowledgments_allocate_nothing()
    {
        var traffic = new SteadyTraffic();
        traffic.Open(Connections, FirstPort);
        traffic.Talk(Connections, FirstPort, rounds: 2);
        int warm = traffic.Count;
        traffic.Talk(Connections, FirstPort, rounds: 20);

        (long bytes, long packets) = Measure(traffic, warm, deliver: true);

        Assert.True(packets > 15_000, $"only {packets} packets were measured");
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Connections_that_replace_forgotten_ones_allocate_nothing()
    {
        // A closed connection is kept for 115 s, and forgotten within the next thousand packets or two: after some waves no table grows any more.
        var traffic = new SteadyTraffic();
        int warm = 0;
        for (int wave = 0; wave < 24; wave++)
        {
            if (wave == 16)
                warm = traffic.Count;
            int firstPort = FirstPort + (wave * Connections);
            traffic.Open(Connections, firstPort);
            traffic.Close(Connections, firstPort);
            traffic.Wait(seconds: 300);
        }

        (long bytes, long packets) = Measure(traffic, warm, deliver: false);

        Assert.True(packets > 10_000, $"only {packets} packets were measured");
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void A_report_is_copied_as_plain_bytes() => Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<ConnectionReport>());

    /// <summary>Bytes allocated from the first batch after <paramref name="warm"/> packets on to the last packet, the end of the capture not counted.</summary>
    private static (long Bytes, long Packets) Measure(SteadyTraffic traffic, int warm, bool deliver)
    {
        using MemoryPacketSource source = traffic.ToSource(BatchSize);

        // For the compiler.
        Measure(source, warm, traffic.Count, deliver);
        long packets = 0;
        long bytes = AllocatedBytes.Least(() =>
        {
            source.Rewind();
            (long allocated, packets) = Measure(source, warm, traffic.Count, deliver);
            return allocated;
        });
        return (bytes, packets);
    }

    private static (long Bytes, long Packets) Measure(MemoryPacketSource source, int warm, int all, bool deliver)
    {
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = 1, DeliverReports = deliver });
        int read = 0;
        for (; read < warm; read += BatchSize)
            analysis.Advance(source);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int first = read;
        for (; read + BatchSize <= all; read += BatchSize)
            analysis.Advance(source);
        return (GC.GetAllocatedBytesForCurrentThread() - before, read - first);
    }
}
