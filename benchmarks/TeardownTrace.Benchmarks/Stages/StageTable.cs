using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Benchmarks.Stages;

/// <summary>The stages, each with all before it: what one costs is what it takes longer than the one above.</summary>
internal static class StageTable
{
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
            crew.Run(threads, decode);
            packets += batch.Count;
        }

        return packets;
    }

    private static long Track(IPacketSource source, int threads)
    {
        var options = new AnalysisOptions { Threads = threads, DeliverReports = false, TimeWaitNs = NeverNs, IdleTimeoutNs = NeverNs };
        using var crew = new WorkCrew(threads);
        var frames = new FrameMap();
        var partitions = new Partition[Round.Partitions];
        for (int i = 0; i < partitions.Length; i++)
            partitions[i] = new Partition(options, options.MaxConnections, frames);
        var round = new Round(threads, partitions);
        var counters = new DecodeCounters();
        frames.Begin(source.Files);
        long packets = 0;
        long now = long.MinValue;
        while (source.TryRead(round.Batch))
        {
            frames.Add(round.Batch, packets);
            round.Run(crew, source, filter: null, packets, now, counters);
            packets += round.Batch.Count;
            now = round.Now;
        }

        return packets;
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
        using IReportWriter writer = csv.Open(Stream.Null, ConnectionColumns.All);
        writer.BeginCapture(source.Files);
        while (analysis.Advance(source))
            writer.Write(analysis.Finished);

        writer.Complete(analysis.Totals, source.Problems);
        return analysis.Totals.Packets;
    }
}
