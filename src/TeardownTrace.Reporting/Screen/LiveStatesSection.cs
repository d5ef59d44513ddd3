using Spectre.Console;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>On the left the connections that there are, by state; on the right how those ended whose verdict is final, and who closed first.</summary>
internal static class LiveStatesSection
{
    private const int KindsShown = 4;

    internal static void Render(IAnsiConsole console, LiveView view)
    {
        AlignedTable both = new(new(After: 3), new());
        both.AddRow(States(view.Census), Endings(view));
        console.Write(both);
    }

    private static AlignedTable States(StateCensus census)
    {
        const int NameWidth = 16;
        const int CountWidth = 9;
        List<Text[]> rows = [TitlesOf($"{Ink.Count(census.Connections)} open", "client", "server")];
        foreach ((TcpState state, string word) in NetstatWords.All)
            rows.Add([.. Ink.Cells("  " + word, Ink.Some(census.Clients[(int)state]), Ink.Some(census.Servers[(int)state]))]);
        return Table(rows, NameWidth, CountWidth, CountWidth);
    }

    private static AlignedTable Endings(LiveView view)
    {
        const int NameWidth = 22;
        const int RateWidth = 7;
        const int CountWidth = 9;
        AnalysisTotals totals = view.Totals;
        List<Text[]> rows = [TitlesOf("Final verdicts", "per s", "in all")];
        IEnumerable<CloseKind> kinds = Enum.GetValues<CloseKind>().OrderByDescending(kind => totals.CloseKinds[(int)kind].Certain).Take(KindsShown);
        foreach (CloseKind kind in kinds)
        {
            long count = totals.CloseKinds[(int)kind].Certain;
            rows.Add(Ending(Vocabulary.CloseKinds[(int)kind].Token, view.Rates.CloseKinds[(int)kind], count, count == 0 ? Ink.Aside : EndingsSection.ColorOf(kind)));
        }

        rows.Add(Ending("inconclusive", view.Rates.Inconclusive, totals.Inconclusive, Ink.Aside));
        long closers = totals.ActiveClosers.Skip((int)Party.Client).Sum(closer => closer.Certain);
        rows.Add(TitlesOf("Closed first", "", ""));
        rows.Add(Closer("client", totals.ActiveClosers[(int)Party.Client].Certain, closers));
        rows.Add(Closer("server", totals.ActiveClosers[(int)Party.Server].Certain, closers));
        rows.Add(Closer("both at once", totals.ActiveClosers[(int)Party.Both].Certain, closers));
        return Table(rows, NameWidth, RateWidth, CountWidth);
    }

    private static Text[] TitlesOf(string heading, params string[] columns) => [new(heading, Ink.Bold), .. Ink.Titles(columns)];

    private static Text[] Ending(string name, double rate, long count, Style style) =>
        [new("  " + name, style), Ink.Cell(rate == 0 ? Ink.Nothing : Ink.Rate(rate)), Ink.Cell(Ink.Some(count))];

    private static Text[] Closer(string name, long count, long whole) =>
        [new("  " + name), new(Ink.Share(count, whole), Ink.Aside), Ink.Cell(Ink.Some(count))];

    /// <summary>A table of a name and two numbers, whose columns are as wide as said, or as a longer number wants.</summary>
    private static AlignedTable Table(List<Text[]> rows, int nameWidth, int firstWidth, int secondWidth)
    {
        AlignedTable table = new(new(nameWidth), new(firstWidth, Before: 1, IsRight: true), new(secondWidth, Before: 1, IsRight: true));
        foreach (Text[] row in rows)
            table.AddRow(row);
        return table;
    }
}
