using BenchmarkDotNet.Attributes;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Benchmarks.Cases;

/// <summary>Tracking data and ACKs of established connections in random order, by how many there are; a plain dictionary is the baseline.</summary>
[MemoryDiagnoser]
public class TrackCases
{
    /// <summary>Asks for ten million connections too, which take gigabytes.</summary>
    public const string LargeVariable = "TEARDOWNTRACE_LARGE";

    private const int SegmentsARun = 1 << 20;

    /// <summary>Segments fetched ahead together, as the engine does it.</summary>
    private const int Ahead = 16;

    private const int PartitionShift = 32 - 4;

    private SegmentRun? _run;
    private Partition[] _partitions = [];
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
        _partitions = [.. Enumerable.Range(0, Round.Partitions).Select(_ => new Partition(options, options.MaxConnections, frames))];
        _run = new SegmentRun(Connections, SegmentsARun);
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
        _run = new SegmentRun(Connections, SegmentsARun);
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
        var batch = _run!.Segments;
        for (int start = 0; start < batch.Count; start += Ahead)
        {
            int end = Math.Min(start + Ahead, batch.Count);
            for (int i = start; i < end; i++)
                _partitions[batch.Hashes[i] >> PartitionShift].V4.Touch(batch.Hashes[i]);
            for (int i = start; i < end; i++)
                _partitions[batch.Hashes[i] >> PartitionShift].V4.Track(batch.Keys[i], batch.Hashes[i], batch.Segments[i], _packets + i);
        }

        return _packets += batch.Count;
    }
}
