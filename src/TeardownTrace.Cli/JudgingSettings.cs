using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Cli;

/// <summary>What every command that judges connections was asked to do, checked.</summary>
internal sealed record JudgingSettings
{
    private const int BytesPerConnection = 384;
    private const int ShareOfMemory = 4;
    private const long MostConnections = 1 << 28;

    public string? Filter { get; init; }

    public long MaxPackets { get; init; } = long.MaxValue;

    public required IReadOnlyList<OutputFile> Outputs { get; init; }

    public required IReadOnlyList<VocabularySelector> Only { get; init; }

    public required IReadOnlyList<VocabularySelector> FailOn { get; init; }

    /// <summary>The columns that are written, as they were given; null for all.</summary>
    public string? Fields { get; init; }

    /// <summary>Timers and bounds; what is read and delivered is the command's to add.</summary>
    public required AnalysisOptions Engine { get; init; }

    public bool Quiet { get; init; }

    public required ColorUse Color { get; init; }

    internal bool UsesStandardOutput => Outputs.Any(output => output.Path == StandardOutput.Name);

    internal static int ConnectionsThatFit() =>
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory / BytesPerConnection, 1, MostConnections);
}
