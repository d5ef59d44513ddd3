using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>What must be said of an incarnation. It stands with the script that the traffic is made from, and never comes from the engine.</summary>
internal readonly record struct Truth(CloseKind CloseKind)
{
    /// <summary>Whose FIN was first by acknowledgement.</summary>
    public Party ActiveCloser { get; init; }

    /// <summary>Who owes a FIN.</summary>
    public Party MissingFin { get; init; }

    /// <summary>Where the final ACK was lost.</summary>
    public LostFinalAck LostFinalAck { get; init; }

    /// <summary>Who cut it.</summary>
    public Party ResetBy { get; init; }

    /// <summary>What became of a SYN into TIME_WAIT.</summary>
    public SynReuse SynReuse { get; init; }

    /// <summary>Who sat in TIME_WAIT.</summary>
    public Party TimeWaitHolder { get; init; }

    /// <summary>Whether the vantage cannot show it.</summary>
    public Confidence Confidence { get; init; }
}
