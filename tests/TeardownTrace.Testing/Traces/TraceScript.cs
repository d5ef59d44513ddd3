using TeardownTrace.Analysis;

namespace TeardownTrace.Testing.Traces;

/// <summary>A parsed <c>.trace</c> file: traffic, and what is to be said of it.</summary>
internal sealed record TraceScript
{
    /// <summary>File name without folder.</summary>
    public required string Name { get; init; }

    /// <summary>The header comment: what the case is about.</summary>
    public required string Intent { get; init; }

    /// <summary>Timers and bounds, with the script's option lines applied.</summary>
    public required AnalysisOptions Options { get; init; }

    /// <summary>Whether the script has option lines: such a case cannot share a capture with others.</summary>
    public required bool HasOptions { get; init; }

    /// <summary>The frames in capture order; those lost before the vantage are not among them.</summary>
    public required IReadOnlyList<TraceLine> Lines { get; init; }

    /// <summary>The verdict.</summary>
    public required IReadOnlyList<TraceExpectation> Expectations { get; init; }

    /// <summary>The frames alone.</summary>
    public IReadOnlyList<TraceFrame> Frames => [.. Lines.Select(line => line.Frame)];

    /// <summary>Incarnations the verdict speaks of.</summary>
    public int Incarnations => Expectations.Max(expectation => expectation.Incarnation);
}
