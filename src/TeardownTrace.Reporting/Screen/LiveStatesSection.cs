using Spectre.Console;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>On the left the connections that there are, by state; on the right how those ended whose verdict is final, and who closed first.</summary>
internal static class LiveStatesSection
{
    private const int KindsShown = 5;

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
        IEnumerable<CloseKind> kinds = Enum.GetValues<CloseKind>().OrderByDescending(kind => totals.CloseKinds[(int)kind].Total).Take(KindsShown);
        foreach (CloseKind kind in kinds)
        {
            long total = totals.CloseKinds[(int)kind].Total;
            double rate = view.Rates.CloseKinds[(int)kind];
            rows.Add(
            [
                new Text("  " + Vocabulary.CloseKinds[(int)kind].Token, total == 0 ? Ink.Aside : EndingsSection.ColorOf(kind)),
                Ink.Cell(rate == 0 ? Ink.Nothing : Ink.Rate(rate)),
                Ink.Cell(Ink.Some(total)),
            ]);
        }

        long closers = totals.ActiveClosers.Skip((int)Party.Client).Sum(closer => closer.Total);
        rows.Add(TitlesOf("Closed first", "", ""));
        rows.Add(Closer("client", totals.ActiveClosers[(int)Party.Client].Total, closers));
        rows.Add(Closer("server", totals.ActiveClosers[(int)Party.Server].Total, closers));
        rows.Add(Closer("both at once", totals.ActiveClosers[(int)Party.Both].Total, closers));
        return Table(rows, NameWidth, RateWidth, CountWidth);
    }

    private static Text[] TitlesOf(string heading, params string[] columns) => [new(heading, Ink.Bold), .. Ink.Titles(columns)];

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
