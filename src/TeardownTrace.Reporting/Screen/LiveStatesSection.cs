using Spectre.Console;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>On the left the connections that there are, by state; on the right how those ended whose verdict is final, and who closed first.</summary>
internal static class LiveStatesSection
{
    private const int KindsShown = 5;
    private const int LeftWidth = 38;

    internal static void Render(IAnsiConsole console, LiveView view)
    {
        Grid both = new() { Expand = false };
        both.AddColumn(new GridColumn { Width = LeftWidth, NoWrap = true, Padding = new Padding(0, 0, 3, 0) });
        both.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 0, 0) });
        both.AddRow(States(view.Census), Endings(view));
        console.Write(both);
    }

    private static Grid States(StateCensus census)
    {
        const int NameWidth = 14;
        const int CountWidth = 11;
        Grid grid = Table(NameWidth, CountWidth, CountWidth);
        grid.AddRow($"[bold]{Ink.Count(census.Connections)} open[/]", "[grey]client[/]", "[grey]server[/]");
        foreach ((TcpState state, string word) in NetstatWords.All)
            grid.AddRow("  " + word, Ink.Some(census.Clients[(int)state]), Ink.Some(census.Servers[(int)state]));
        return grid;
    }

    private static Grid Endings(LiveView view)
    {
        const int NameWidth = 22;
        const int RateWidth = 7;
        const int CountWidth = 9;
        AnalysisTotals totals = view.Totals;
        Grid grid = Table(NameWidth, RateWidth, CountWidth);
        grid.AddRow("[bold]Final verdicts[/]", "[grey]per s[/]", "[grey]in all[/]");
        IEnumerable<CloseKind> kinds = Enum.GetValues<CloseKind>().OrderByDescending(kind => totals.CloseKinds[(int)kind].Total).Take(KindsShown);
        foreach (CloseKind kind in kinds)
        {
            string color = totals.CloseKinds[(int)kind].Total == 0 ? "grey" : EndingsSection.ColorOf(kind);
            double rate = view.Rates.CloseKinds[(int)kind];
            grid.AddRow(
                $"  [{color}]{Vocabulary.CloseKinds[(int)kind].Token}[/]",
                rate == 0 ? "[grey]-[/]" : LiveTrafficSection.Rate(rate),
                Ink.Some(totals.CloseKinds[(int)kind].Total));
        }

        long closers = totals.ActiveClosers.Skip((int)Party.Client).Sum(closer => closer.Total);
        grid.AddRow("[bold]Closed first[/]", "", "");
        AddCloser(grid, "client", totals.ActiveClosers[(int)Party.Client].Total, closers);
        AddCloser(grid, "server", totals.ActiveClosers[(int)Party.Server].Total, closers);
        AddCloser(grid, "both at once", totals.ActiveClosers[(int)Party.Both].Total, closers);
        return grid;
    }

    private static void AddCloser(Grid grid, string name, long count, long whole) =>
        grid.AddRow("  " + name, $"[grey]{Ink.Share(count, whole)}[/]", Ink.Some(count));

    private static Grid Table(int nameWidth, int middleWidth, int lastWidth)
    {
        Grid grid = new() { Expand = false };
        grid.AddColumn(new GridColumn { Width = nameWidth, NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
        grid.AddColumn(new GridColumn { Width = middleWidth, NoWrap = true, Alignment = Justify.Right, Padding = new Padding(0, 0, 1, 0) });
        grid.AddColumn(new GridColumn { Width = lastWidth, NoWrap = true, Alignment = Justify.Right, Padding = new Padding(0, 0, 0, 0) });
        return grid;
    }
}
