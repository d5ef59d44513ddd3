namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What became of the final ACK.</summary>
/// <param name="Loss">Where it was lost.</param>
/// <param name="Recovered">Whether a later one ended the retransmissions; null where that cannot be told or nothing was lost.</param>
/// <param name="Doubt">What keeps this from being certain.</param>
internal readonly record struct FinalAckVerdict(LostFinalAck Loss, bool? Recovered, ConfidenceReason Doubt);
