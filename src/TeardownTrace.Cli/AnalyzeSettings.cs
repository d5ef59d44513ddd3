using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>What <c>analyze</c> was asked to do, checked.</summary>
internal sealed record AnalyzeSettings
{
    /// <summary>Standard input among the captures, standard output among the outputs.</summary>
    internal const string StandardStream = "-";

    private const int BytesPerConnection = 384;
    private const int ShareOfMemory = 4;
    private const long MostConnections = 1 << 28;

    public required IReadOnlyList<string> Captures { get; init; }

    public string? Filter { get; init; }

    public long MaxPackets { get; init; } = long.MaxValue;

    public required IReadOnlyList<(OutputFormat Format, string Path)> Outputs { get; init; }

    public required IReadOnlyList<VocabularySelector> Only { get; init; }

    public required IReadOnlyList<VocabularySelector> FailOn { get; init; }

    public required IReadOnlyList<ConnectionColumn> Columns { get; init; }

    public long TimeWaitNs { get; init; }

    public long FinTimeoutNs { get; init; }

    public long IdleTimeoutNs { get; init; }

    public int MaxConnections { get; init; }

    public int Threads { get; init; }

    public JoinPieces Join { get; init; }

    public bool Quiet { get; init; }

    public required string Color { get; init; }

    public bool NoProgress { get; init; }

    internal bool UsesStandardOutput => Outputs.Any(output => output.Path == StandardStream);

    internal static int ConnectionsThatFit() =>
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory / BytesPerConnection, 1, MostConnections);

    internal AnalysisOptions AnalysisOptions(PacketFilter? filter) => new()
    {
        TimeWaitNs = TimeWaitNs,
        FinTimeoutNs = FinTimeoutNs,
        IdleTimeoutNs = IdleTimeoutNs,
        MaxConnections = MaxConnections,
        Threads = Threads,
        DeliverReports = Outputs.Count + FailOn.Count > 0,
        Filter = filter,
    };
}
