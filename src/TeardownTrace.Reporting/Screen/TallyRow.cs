using Spectre.Console;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>One counted line of the screen.</summary>
/// <param name="Label">What is counted.</param>
/// <param name="Count">How many, the inconclusive ones apart.</param>
/// <param name="Color">The bar's colour: green for as it should be, yellow for worth a look, red for cut.</param>
/// <param name="Meaning">What the label says in plain words; empty where it says it itself.</param>
/// <param name="Hint">What follows, and where to look: told only where something is certain.</param>
internal sealed record TallyRow(string Label, Tally Count, Color Color, string Meaning = "", string Hint = "")
{
    /// <summary>Rows by their counts, the largest first; as they stood where counts are alike. The library's sorting by numbers would be compiled at each start.</summary>
    internal static IEnumerable<TallyRow> LargestFirst(IEnumerable<TallyRow> rows)
    {
        List<TallyRow> sorted = [];
        foreach (TallyRow row in rows)
        {
            int place = sorted.FindIndex(other => other.Count.Total < row.Count.Total);
            sorted.Insert(place < 0 ? sorted.Count : place, row);
        }

        return sorted;
    }
}
