using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Screen;

/// <summary>What a run read and found, as the screen shows it.</summary>
public sealed record RunSummary
{
    /// <summary>Everything counted.</summary>
    public required AnalysisTotals Totals { get; init; }

    /// <summary>The captures read, in order.</summary>
    public required IReadOnlyList<ReadCapture> Captures { get; init; }

    /// <summary>Damage met in them.</summary>
    public IReadOnlyList<CaptureProblem> Problems { get; init; } = [];

    /// <summary>Inputs that could not be read at all, and rows that could not be kept, one line each.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>What the system says of the capture, where it came from an interface; null where it was read from files.</summary>
    public LiveStatistics? Live { get; init; }

    /// <summary>Connections that are open while the capture goes on; null where it has ended.</summary>
    public int? OpenNow { get; init; }

    /// <summary>Whether the user stopped it before the end.</summary>
    public bool Interrupted { get; init; }
}
