using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Benchmarks.Generation;

namespace TeardownTrace.Benchmarks.Stages;

/// <summary>The captures the gate compares, written into a folder.</summary>
internal sealed class GateTraffic(string folder)
{
    private const int HeadersOnly = 96;
    private const int ChurnPerSecond = 40;

    private static readonly Truth Closed = new(CloseKind.Graceful) { ActiveCloser = Party.Server, TimeWaitHolder = Party.Server };

    /// <summary>Connections with some data segments each, all open at once.</summary>
    public string Packets(int connections, int dataSegments) => Write(
        $"packets-{connections}-{dataSegments}",
        $">S <S. >. >P300 ~ <P1400x{dataSegments} >. ~ <F >F <.",
        connections,
        connections);

    /// <summary>Short connections one after the other: after the time a closed one is kept, each finds room where an old one was.</summary>
    public string Churn(int seconds) => Write($"churn-{seconds}", ">S <S. >. >P300 <P500 >. ~ <F >F <.", seconds * ChurnPerSecond, ChurnPerSecond);

    private string Write(string name, string steps, int connections, int perSecond)
    {
        string path = Path.Combine(folder, name + ".pcap");
        if (File.Exists(path))
            return path;
        using var generator = new TrafficGenerator(new TrafficOptions
        {
            Path = path,
            Scripts = [new Script(1, steps, Closed)],
            Connections = connections,
            Open = perSecond,
            PerSecond = perSecond,
            SnapLength = HeadersOnly,
            Seed = 1,
        });
        generator.Run();
        return path;
    }
}
