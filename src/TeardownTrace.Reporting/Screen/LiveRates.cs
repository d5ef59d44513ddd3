namespace TeardownTrace.Reporting.Screen;

/// <summary>What passes in a second, taken over the last few.</summary>
/// <param name="Packets">Packets.</param>
/// <param name="Bits">Bits that those packets had on the wire.</param>
/// <param name="CloseKinds">Connections that became final and are certain, by <see cref="Analysis.Verdicts.CloseKind"/>.</param>
/// <param name="Inconclusive">Connections that became final and are not certain.</param>
public sealed record LiveRates(double Packets, double Bits, IReadOnlyList<double> CloseKinds, double Inconclusive);
