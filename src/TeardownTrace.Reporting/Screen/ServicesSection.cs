using Spectre.Console;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>The services that stand out, one line each.</summary>
internal static class ServicesSection
{
    private const int Shown = 8;
    private const int NameWidth = 47;

    private static readonly string[] Titles = ["all", "graceful", "reset", "refused", "server first", "no FIN"];

    internal static void Render(IAnsiConsole console, AnalysisTotals totals)
    {
        if (totals.Services.Count == 0)
            return;

        Ink.Heading(console, "Services");
        console.Write(Table(totals, "", Shown));
        // Strays belong to no service; every other connection stands above or here.
        long others = totals.Connections - totals.CloseKinds[(int)CloseKind.Stray].Total - totals.Services.Take(Shown).Sum(service => service.Connections);
        if (others > 0)
            console.MarkupLine($"  [grey]and {Ink.Count(others, "connection", "connections")} of other services[/]");
    }

    /// <summary>The first services under a row of titles.</summary>
    /// <param name="totals">What was counted.</param>
    /// <param name="corner">Markup before the titles.</param>
    /// <param name="shown">Services at most.</param>
    internal static Grid Table(AnalysisTotals totals, string corner, int shown)
    {
        Grid grid = new() { Expand = false };
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 1, 0) });
        foreach (string _ in Titles)
            grid.AddColumn(new GridColumn { NoWrap = true, Alignment = Justify.Right, Padding = new Padding(2, 0, 0, 0) });
        grid.AddRow([corner, .. Titles.Select(title => $"[grey]{title}[/]")]);
        foreach (ServiceTotals service in totals.Services.Take(shown))
        {
            ReadOnlySpan<long> kinds = service.CloseKinds;
            grid.AddRow(
                "  " + Ink.Safe(NameOf(service)),
                Ink.Count(service.Connections),
                Ink.Some(kinds[(int)CloseKind.Graceful] + kinds[(int)CloseKind.Simultaneous]),
                Ink.Some(kinds[(int)CloseKind.Reset]),
                Ink.Some(kinds[(int)CloseKind.Refused]),
                Ink.Some(service.ServerClosedFirst),
                Ink.Some(service.ServerMissingFins + service.ClientMissingFins));
        }

        return grid;
    }

    private static string NameOf(ServiceTotals service)
    {
        string name = service.Address.IsIPv4 ? $"{service.Address}:{service.Port}" : $"[{service.Address}]:{service.Port}";
        return name.Length <= NameWidth ? name : name[..(NameWidth - 1)] + '…';
    }
}
