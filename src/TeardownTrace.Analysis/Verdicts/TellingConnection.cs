namespace TeardownTrace.Analysis.Verdicts;

/// <summary>A connection among the most telling of its rank.</summary>
/// <param name="Order">Where it stands among them.</param>
/// <param name="Telling">Its report.</param>
internal readonly record struct TellingConnection(TellingOrder Order, TellingReport Telling);
