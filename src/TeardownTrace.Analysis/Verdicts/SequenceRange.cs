namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Sequence numbers from one to another, both included, modulo 2^32: the first may be the larger number.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
public readonly record struct SequenceRange(uint First, uint Last);
