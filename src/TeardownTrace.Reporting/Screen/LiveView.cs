using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Screen;

/// <summary>What a capture that goes on shows at one moment. Nothing in it changes any more: another thread may draw it.</summary>
public sealed record LiveView
{
    /// <summary>The interface.</summary>
    public required string Interface { get; init; }

    /// <summary>The filter; null where everything is captured.</summary>
    public string? Filter { get; init; }

    /// <summary>When it was.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>How long the capture has been going on.</summary>
    public required TimeSpan Running { get; init; }

    /// <summary>Everything counted since the beginning.</summary>
    public required AnalysisTotals Totals { get; init; }

    /// <summary>What the system says of the capture.</summary>
    public required LiveStatistics Capture { get; init; }

    /// <summary>What passes in a second.</summary>
    public required LiveRates Rates { get; init; }

    /// <summary>The connections that there are now.</summary>
    public required StateCensus Census { get; init; }

    /// <summary>The connections ended last that are worth a look, the last one first.</summary>
    public IReadOnlyList<ConnectionReport> Telling { get; init; } = [];

    /// <summary>What an operator must know now, one line each: the interface is down, a disk is full.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
