using BenchmarkDotNet.Attributes;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Pipeline;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Benchmarks.Cases;

/// <summary>Tracking data and ACKs of established connections in random order, by how many there are; a plain dictionary is the baseline.</summary>
[MemoryDiagnoser]
public class TrackCases
{
    /// <summary>Asks for ten million connections too, which take gigabytes.</summary>
    public const string LargeVariable = "TEARDOWNTRACE_LARGE";

    private const int SegmentsARun = 1 << 16;

    private const int PartitionBits = 4;

    private SegmentRun? _run;
    private FamilyPartition<FlowKeyV4>[] _partitions = [];
    private NaiveTracker? _naive;
    private long _packets;

    /// <summary>What is run.</summary>
    public static IEnumerable<int> ConnectionCounts =>
        Environment.GetEnvironmentVariable(LargeVariable) is null ? [10_000, 1_000_000] : [10_000, 1_000_000, 10_000_000];

    /// <summary>Connections established.</summary>
    [ParamsSource(nameof(ConnectionCounts))]
    public int Connections { get; set; }

    /// <summary>Opens them in the engine's tracker.</summary>
    [GlobalSetup(Target = nameof(Tracker))]
    public void OpenInTracker()
    {
        var options = new AnalysisOptions { DeliverReports = false, MaxConnections = 2 * Connections, IdleTimeoutNs = long.MaxValue / 2 };
        var frames = new FrameMap();
        frames.Begin(["cases"]);
        _partitions = [.. Enumerable.Range(0, 1 << PartitionBits).Select(_ => new FamilyPartition<FlowKeyV4>(options, options.MaxConnections, frames, new DropIntervals()))];
        _run = new SegmentRun(Connections, SegmentsARun, PartitionBits);
        for (int next = 0; next < Connections;)
        {
            next = _run.Open(next);
            Tracker();
        }
    }

    /// <summary>Opens them in the dictionary.</summary>
    [GlobalSetup(Target = nameof(Dictionary))]
    public void OpenInDictionary()
    {
        _naive = new NaiveTracker();
        _run = new SegmentRun(Connections, SegmentsARun, partitionBits: 0);
        for (int next = 0; next < Connections;)
        {
            next = _run.Open(next);
            _naive.Track(_run.Segments);
        }
    }

    /// <summary>Makes the next segments, unmeasured.</summary>
    [IterationSetup]
    public void Talk() => _run!.Talk();

    /// <summary>The baseline.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = SegmentsARun)]
    public int Dictionary()
    {
        _naive!.Track(_run!.Segments);
        return _naive.Count;
    }

    /// <summary>The engine's.</summary>
    [Benchmark(OperationsPerInvoke = SegmentsARun)]
    public long Tracker()
    {
        SegmentBatch<FlowKeyV4> batch = _run!.Segments;
        for (int partition = 0; partition < _partitions.Length; partition++)
            _partitions[partition].Track([batch], partition, _packets, sweepTime: null);

        return _packets += batch.Count;
    }
}
