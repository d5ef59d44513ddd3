namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What is said of a connection, without the numbers and frames that prove it: all that totals count. Its words are those of <see cref="ConnectionReport"/>.</summary>
internal readonly record struct Verdict
{
    /// <summary>How it ended.</summary>
    public required CloseKind CloseKind { get; init; }

    /// <summary>Who closed actively.</summary>
    public required Party ActiveCloser { get; init; }

    /// <summary>Whose FIN is owed.</summary>
    public required Party MissingFin { get; init; }

    /// <summary>What became of the final ACK.</summary>
    public required FinalAckVerdict FinalAck { get; init; }

    /// <summary>Who holds TIME_WAIT.</summary>
    public required Party TimeWaitHolder { get; init; }

    /// <summary>Who cut it; <see cref="Party.None"/> where no reset counts.</summary>
    public required Party ResetBy { get; init; }

    /// <summary>Whether it began as a reuse of a 4-tuple in TIME_WAIT.</summary>
    public required bool IsReuse { get; init; }

    /// <summary>What became of that.</summary>
    public required SynReuse SynReuse { get; init; }

    /// <summary>Which rule lets its SYN in; null where that is not known.</summary>
    public required ReuseRule? ReuseRule { get; init; }

    /// <summary>What else was seen.</summary>
    public required ConnectionFlags Flags { get; init; }

    /// <summary>What keeps this from being certain.</summary>
    public required ConfidenceReason Doubt { get; init; }

    /// <summary>Whether a reset counts.</summary>
    public bool HasReset => ResetBy != Party.None;

    /// <summary>Whether the vantage shows what is said.</summary>
    public Confidence Confidence => Doubt == ConfidenceReason.None ? Confidence.Certain : Confidence.Inconclusive;
}
