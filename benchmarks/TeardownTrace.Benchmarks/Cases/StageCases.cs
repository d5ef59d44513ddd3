using BenchmarkDotNet.Attributes;
using TeardownTrace.Benchmarks.Generation;
using TeardownTrace.Benchmarks.Stages;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Cases;

/// <summary>The pipeline stopped after each stage, on one thread, over a million generated packets; the bare walk is the baseline.</summary>
[MemoryDiagnoser]
public class StageCases
{
    private const int Connections = 100_000;

    /// <summary>Packets that the seed below makes of them, so that results are told a packet.</summary>
    private const int Packets = 1_008_053;

    private string _folder = "";
    private string _capture = "";

    /// <summary>The stages.</summary>
    public static IEnumerable<string> Stages => StageTable.All.Select(stage => stage.Name).Where(name => name != "read");

    /// <summary>The last stage that runs.</summary>
    [ParamsSource(nameof(Stages))]
    public string Stage { get; set; } = "";

    /// <summary>Writes the capture.</summary>
    [GlobalSetup]
    public void Generate()
    {
        _folder = Directory.CreateTempSubdirectory("teardowntrace-cases").FullName;
        _capture = Path.Combine(_folder, "short.pcap");
        using var generator = new TrafficGenerator(GenerateVerb.PresetOf("short", _capture) with { Connections = Connections });
        generator.Run();
        if (generator.Packets != Packets)
            throw new InvalidOperationException($"The generator wrote {generator.Packets} packets, and results are told by {Packets}.");
    }

    /// <summary>Removes it.</summary>
    [GlobalCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    /// <summary>The baseline.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Packets)]
    public long Read() => RunStage("read");

    /// <summary>The stage, and all before it.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public long ToStage() => RunStage(Stage);

    private long RunStage(string name)
    {
        using IPacketSource source = CaptureFiles.Open(_capture, new CaptureFileOptions());
        return StageTable.All.Single(stage => stage.Name == name).Run(source, 1);
    }
}
