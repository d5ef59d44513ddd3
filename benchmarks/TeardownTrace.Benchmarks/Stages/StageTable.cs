using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Pipeline;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Benchmarks.Stages;

/// <summary>The stages, each with all before it: what one costs is what it takes longer than the one above.</summary>
internal static class StageTable
{
    private const int Partitions = 16;

    /// <summary>So long that no connection ends while it is measured: what its end costs belongs to the next stage.</summary>
    private const long NeverNs = 100_000 * Timestamp.NanosecondsPerSecond;

    /// <summary>All, in order.</summary>
    public static Stage[] All { get; } =
    [
        new("read", TakesThreads: false, Read),
        new("decode", TakesThreads: true, Decode),
        new("track", TakesThreads: true, Track),
        new("verdicts", TakesThreads: true, static (source, threads) => Analyze(source, threads, deliver: false)),
        new("reports", TakesThreads: true, static (source, threads) => Analyze(source, threads, deliver: true)),
        new("csv", TakesThreads: true, Write),
    ];

    private static long Read(IPacketSource source, int threads)
    {
        var batch = new PacketBatch();
        long packets = 0;
        while (source.TryRead(batch))
            packets += batch.Count;
        return packets;
    }

    private static long Decode(IPacketSource source, int threads)
    {
        using var crew = new WorkCrew(threads);
        var batch = new PacketBatch();
        DecodeSlice[] slices = [.. Enumerable.Range(0, threads).Select(_ => new DecodeSlice(PacketBatch.DefaultCapacity))];
        Action<int> decode = number => slices[number].Decode(source, batch, number, slices.Length);
        long packets = 0;
        while (source.TryRead(batch))
        {
            crew.Run(own: null, threads, decode);
            packets += batch.Count;
        }

        return packets;
    }

    private static long Track(IPacketSource source, int threads)
    {
        var options = new AnalysisOptions { Threads = threads, DeliverReports = false, TimeWaitNs = NeverNs, IdleTimeoutNs = NeverNs };
        using var crew = new WorkCrew(threads);
        var frames = new FrameMap();
        frames.Begin(source.Files);
        var drops = new DropIntervals();
        FamilyPartition<FlowKeyV4>[] v4 = [.. Enumerable.Range(0, Partitions).Select(_ => new FamilyPartition<FlowKeyV4>(options, options.MaxConnections, frames, drops))];
        FamilyPartition<FlowKeyV6>[] v6 = [.. Enumerable.Range(0, Partitions).Select(_ => new FamilyPartition<FlowKeyV6>(options, options.MaxConnections, frames, drops))];
        var round = new Round(crew, filter: null, frames, v4, v6);
        var counters = new DecodeCounters();
        while (round.Step(source, counters))
        {
        }

        round.Drain(counters);
        return round.Packets;
    }

    private static long Analyze(IPacketSource source, int threads, bool deliver)
    {
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = threads, DeliverReports = deliver });
        while (analysis.Advance(source))
        {
        }

        return analysis.Totals.Packets;
    }

    private static long Write(IPacketSource source, int threads)
    {
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = threads });
        OutputFormat csv = OutputFormat.All.First(format => format.Name == "csv");
        using IReportWriter writer = csv.Open(Stream.Null, ConnectionColumns.All, threads);
        writer.BeginCapture(source.Files);
        while (analysis.Advance(source))
            writer.Write(analysis.Finished);

        writer.Complete(analysis.Totals, source.Problems);
        return analysis.Totals.Packets;
    }
}
