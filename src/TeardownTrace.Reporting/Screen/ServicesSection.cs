using Spectre.Console;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>The services that stand out, one line each.</summary>
internal static class ServicesSection
{
    private const int Shown = 8;

    /// <summary>An IPv4 service always has room; the address of an IPv6 service gives way to the numbers.</summary>
    private const int LeastNameWidth = 21;

    private static readonly string[] Titles = ["all", "graceful", "reset", "refused", "server first", "no FIN", "inconclusive"];

    internal static void Render(IAnsiConsole console, AnalysisTotals totals)
    {
        if (totals.Services.Count == 0)
            return;

        Ink.Heading(console, "Services");
        console.Write(Table(totals, new Text(""), Shown, console.Profile.Width));
        long others = totals.OtherServiceConnections;
        foreach (ServiceTotals service in totals.Services.Skip(Shown))
            others += service.Connections;
        if (others > 0)
            console.WriteLine($"  and {Ink.Count(others, "connection", "connections")} of other services", Ink.Aside);
    }

    /// <summary>The first services under a row of titles.</summary>
    /// <param name="totals">What was counted.</param>
    /// <param name="corner">What stands before the titles.</param>
    /// <param name="shown">Services at most.</param>
    /// <param name="width">Columns to fill at most, if every address is to be cut for it, and the last counts left out.</param>
    internal static AlignedTable Table(AnalysisTotals totals, Text corner, int shown, int width)
    {
        const int Gap = 2;
        string[][] counts = [.. totals.Services.Take(shown).Select(CountsOf)];
        string[][] rows = [Titles, .. counts];
        int room = width - Gap - 1;
        int shownTitles = 1;
        int numbersWidth = WidthOf(0);
        while (shownTitles < Titles.Length && LeastNameWidth + numbersWidth + WidthOf(shownTitles) <= room)
            numbersWidth += WidthOf(shownTitles++);
        int nameWidth = Math.Max(LeastNameWidth, room - numbersWidth);
        AlignedTable table = new([new(After: 1), .. Enumerable.Repeat(new AlignedTable.Column(Before: Gap, IsRight: true), shownTitles)]);
        table.AddRow([corner, .. Ink.Titles(Titles.Take(shownTitles))]);
        foreach ((ServiceTotals service, string[] row) in totals.Services.Take(shown).Zip(counts))
            table.AddRow([.. Ink.Cells(["  " + NameOf(service, nameWidth), .. row.Take(shownTitles)])]);
        return table;

        int WidthOf(int title) => Gap + rows.Max(row => row[title].Length);
    }

    /// <summary>All of its connections, what is certain of them, and those that are inconclusive.</summary>
    private static string[] CountsOf(ServiceTotals service)
    {
        ReadOnlySpan<Tally> kinds = service.CloseKinds;
        return
        [
            Ink.Count(service.Connections),
            Ink.Some(kinds[(int)CloseKind.Graceful].Certain + kinds[(int)CloseKind.Simultaneous].Certain),
            Ink.Some(kinds[(int)CloseKind.Reset].Certain),
            Ink.Some(kinds[(int)CloseKind.Refused].Certain),
            Ink.Some(service.ServerClosedFirst.Certain),
            Ink.Some(service.ServerMissingFins.Certain + service.ClientMissingFins.Certain),
            Ink.Some(service.Inconclusive),
        ];
    }

    /// <summary>Address and port; the port is never cut.</summary>
    private static string NameOf(ServiceTotals service, int width)
    {
        if (service.Address.IsIPv4)
            return $"{service.Address}:{service.Port}";
        string port = $"]:{service.Port}";
        return '[' + CutLine.Name(service.Address.ToString(), width - 1 - port.Length) + port;
    }
}
