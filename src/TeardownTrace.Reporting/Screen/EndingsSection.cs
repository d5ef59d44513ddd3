using Spectre.Console;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>How connections ended, and who closed first.</summary>
internal static class EndingsSection
{
    internal static void Render(IAnsiConsole console, AnalysisTotals totals)
    {
        string apart = totals.Inconclusive == 0 ? "" : $" ({Ink.Count(totals.Inconclusive)} inconclusive, counted apart)";
        TallySection.Render(
            console,
            $"How {Ink.Count(totals.Connections, "connection", "connections")} ended{apart}",
            Kinds(totals),
            totals.Connections);

        TallySection.Render(
            console,
            "Who closed first",
            [
                new("client", totals.ActiveClosers[(int)Party.Client], Color.Blue, Hint: TimeWaits(totals, Party.Client)),
                new("server", totals.ActiveClosers[(int)Party.Server], Color.Blue, Hint: TimeWaits(totals, Party.Server)),
                new("both at once", totals.ActiveClosers[(int)Party.Both], Color.Blue, Hint: TimeWaits(totals, Party.Both)),
            ],
            totals.Connections);
    }

    /// <summary>The kinds of endings, the most frequent first.</summary>
    internal static IEnumerable<TallyRow> Kinds(AnalysisTotals totals) => TallyRow.LargestFirst(Vocabulary.CloseKinds
        .Select((term, kind) => new TallyRow(term.Token, totals.CloseKinds[kind], ColorOf((CloseKind)kind), MeaningOf((CloseKind)kind))));

    private static string TimeWaits(AnalysisTotals totals, Party side)
    {
        long held = totals.TimeWaitHolders[(int)side].Certain;
        if (held == 0)
            return "";
        return side == Party.Both ? $"both in TIME_WAIT {Ink.Times(held)}" : $"in TIME_WAIT {Ink.Times(held)}";
    }

    /// <summary>Green for as it should be, yellow for worth a look, red for cut.</summary>
    internal static Color ColorOf(CloseKind kind) => kind switch
    {
        CloseKind.Graceful or CloseKind.Simultaneous => Color.Green,
        CloseKind.Open => Color.Blue,
        CloseKind.Reset or CloseKind.Refused or CloseKind.AbortedHandshake => Color.Red,
        CloseKind.Stray => Color.Grey,
        _ => Color.Yellow,
    };

    private static string MeaningOf(CloseKind kind) => kind switch
    {
        CloseKind.Graceful => "both FINs acknowledged",
        CloseKind.Simultaneous => "both FINs crossed",
        CloseKind.HalfClosed => "only one side closed",
        CloseKind.Unacknowledged => "a FIN was never acknowledged",
        CloseKind.Reset => "cut by a RST",
        CloseKind.Refused => "the SYN was answered by a RST",
        CloseKind.AbortedHandshake => "cut before it was established",
        CloseKind.HandshakeIncomplete => "the client never completed the handshake",
        CloseKind.Unanswered => "the server never answered",
        CloseKind.Stray => "nothing but RSTs",
        _ => "no end was seen",
    };
}
