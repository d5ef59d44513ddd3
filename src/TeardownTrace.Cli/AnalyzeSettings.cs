using TeardownTrace.Capture;

namespace TeardownTrace.Cli;

/// <summary>What <c>analyze</c> was asked to do, checked.</summary>
internal sealed record AnalyzeSettings
{
    public required JudgingSettings Judging { get; init; }

    public required IReadOnlyList<string> Captures { get; init; }

    public JoinPieces Join { get; init; }

    public bool NoProgress { get; init; }
}
