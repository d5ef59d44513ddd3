using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>One counted line of the screen.</summary>
/// <param name="Label">What is counted.</param>
/// <param name="Count">How many, the inconclusive ones apart.</param>
/// <param name="Color">The bar's colour: green for as it should be, yellow for worth a look, red for cut.</param>
/// <param name="Hint">What it means or where to look; empty where the label says it.</param>
internal sealed record TallyRow(string Label, Tally Count, string Color, string Hint);
