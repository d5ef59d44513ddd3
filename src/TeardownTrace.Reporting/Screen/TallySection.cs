using Spectre.Console;

namespace TeardownTrace.Reporting.Screen;

/// <summary>Counted lines under a heading, aligned over all sections: label, count, share, bar, then the inconclusive ones, the meaning and a hint. Without room for their words the bars give way.</summary>
internal static class TallySection
{
    private const int LabelWidth = 22;
    private const int CountWidth = 10;
    private const int ShareWidth = 7;
    private const int BarWidth = 10;
    private const int WidthWithBars = 80;

    internal static void Render(IAnsiConsole console, string title, IEnumerable<TallyRow> rows, long whole)
    {
        TallyRow[] telling = [.. rows.Where(row => row.Count.Total > 0)];
        if (telling.Length == 0)
            return;

        Ink.Heading(console, title);
        bool hasBars = console.Profile.Width >= WidthWithBars;
        AlignedTable table = new(
        [
            new(LabelWidth, Before: 2, After: 1),
            new(CountWidth, After: 1, IsRight: true),
            new(ShareWidth, After: 2, IsRight: true),
            .. hasBars ? [new(BarWidth, After: 1)] : Array.Empty<AlignedTable.Column>(),
            new(),
        ]);
        foreach (TallyRow row in telling)
        {
            Text[] bar = hasBars ? [new Text(Bar(row.Count.Certain, whole), row.Color)] : [];
            table.AddRow([new Text(row.Label), new Text(Ink.Count(row.Count.Certain)), new Text(Ink.Share(row.Count.Certain, whole)), .. bar, new Text(Note(row), Ink.Aside)]);
        }

        console.Write(table);
    }

    private static string Bar(long part, long whole)
    {
        if (part == 0 || whole == 0)
            return "";
        int eighths = Math.Clamp((int)(part * 8.0 * BarWidth / whole), 1, 8 * BarWidth);
        string blocks = new(Ink.BarBlock, eighths / 8);
        return eighths % 8 == 0 ? blocks : blocks + Ink.BarEighths[(eighths % 8) - 1];
    }

    private static string Note(TallyRow row)
    {
        string apart = row.Count.Inconclusive == 0 ? "" : $"+ {Ink.Count(row.Count.Inconclusive)} inconclusive";
        string hint = row.Count.Certain == 0 ? "" : row.Hint;
        return string.Join("; ", new[] { apart, row.Meaning, hint }.Where(part => part.Length > 0));
    }
}
