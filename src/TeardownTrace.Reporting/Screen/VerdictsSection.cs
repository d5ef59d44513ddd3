using Spectre.Console;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Screen;

/// <summary>The named verdicts: missing FINs, lost final ACKs, resets, TIME_WAIT reuse, and what else was seen.</summary>
internal static class VerdictsSection
{
    internal static void Render(IAnsiConsole console, AnalysisTotals totals)
    {
        long whole = totals.Connections;
        TallySection.Render(
            console,
            "Missing FIN: one side closed, the other never did",
            [
                MissingFin("by the server", Party.Server, "the server application does not close its sockets: look there for CLOSE_WAIT"),
                MissingFin("by the client", Party.Client, "the clients do not close: look for a leaking connection pool"),
            ],
            whole);
        TallySection.Render(console, "Lost final ACK", LostFinalAcks(totals), whole);
        TallySection.Render(console, "Resets", Resets(totals), whole);
        TallySection.Render(console, "TIME_WAIT reuse", Reuses(totals), whole);
        TallySection.Render(
            console,
            "Also seen",
            TallyRow.LargestFirst(Vocabulary.Flags
                .Select((term, flag) => new TallyRow(term.Token, totals.Flags[flag], Color.Grey, MeaningOf((ConnectionFlags)(1u << flag))))),
            whole);

        // A side that goes on sending, or that no FIN has reached, leaks nothing.
        TallyRow MissingFin(string label, Party side, string hint) =>
            new(label, totals.MissingFins[(int)side], Color.Yellow, Hint: totals.Leaks[(int)side].Certain > 0 ? hint : "");
    }

    private static IEnumerable<TallyRow> LostFinalAcks(AnalysisTotals totals)
    {
        Tally[] lost = totals.LostFinalAcks;
        yield return new("before the vantage", lost[(int)LostFinalAck.BeforeVantage], Color.Yellow, "between its sender and the capture point");
        yield return new("after the vantage", lost[(int)LostFinalAck.AfterVantage], Color.Yellow, "between the capture point and its receiver");
        yield return new("not captured", lost[(int)LostFinalAck.NotCaptured], Color.Blue, "delivered; only the capture missed it");
        yield return new("place unknown", lost[(int)LostFinalAck.Unknown], Color.Grey);
    }

    private static IEnumerable<TallyRow> Resets(AnalysisTotals totals)
    {
        yield return new("by the client", totals.ResetBy[(int)Party.Client], Color.Red);
        yield return new("by the server", totals.ResetBy[(int)Party.Server], Color.Red);
        yield return new("by both", totals.ResetBy[(int)Party.Both], Color.Red);
        for (int phase = 0; phase < totals.ResetPhases.Length; phase++)
            yield return new("  " + Lower(Vocabulary.ResetPhases[phase].Title), totals.ResetPhases[phase], Color.Red);
        for (int cause = 0; cause < totals.ResetCauses.Length; cause++)
            yield return new("  " + Vocabulary.ResetCauses[cause].Token, totals.ResetCauses[cause], Color.Red, MeaningOf((ResetCause)cause));
    }

    private static IEnumerable<TallyRow> Reuses(AnalysisTotals totals)
    {
        foreach (SynReuse reuse in new[] { SynReuse.Accepted, SynReuse.Rejected, SynReuse.Unanswered })
        {
            Color color = reuse == SynReuse.Accepted ? Color.Green : Color.Yellow;
            yield return new(Vocabulary.SynReuses[(int)reuse].Token, Tally.Sum(totals.Reuses(reuse)), color, Hint: HintOf(reuse));
            for (int rule = 0; rule < Vocabulary.ReuseRules.Count; rule++)
                yield return new("  " + NameOf((ReuseRule)rule), totals.Reuses(reuse)[rule], color, (ReuseRule)rule == ReuseRule.Both ? "sequence number and timestamp" : "");
        }
    }

    private static string NameOf(ReuseRule rule) => rule switch
    {
        ReuseRule.Sequence => "by sequence number",
        ReuseRule.Timestamp => "by timestamp",
        ReuseRule.Both => "by both",
        _ => "by neither rule",
    };

    private static string HintOf(SynReuse reuse) => reuse switch
    {
        SynReuse.Accepted => "the SYN opened a new connection",
        SynReuse.Rejected => "clients had to try again: let them close first, or wait longer before a port is used again",
        _ => "look for a filter that drops the answer",
    };

    private static string MeaningOf(ResetCause cause) => cause switch
    {
        ResetCause.Refused => "nothing listens, or a filter rejects it",
        ResetCause.Abort => "the application cut it (SO_LINGER 0, unread data, killed)",
        ResetCause.DataAfterClose => "the peer wrote to a closed socket",
        ResetCause.UnknownConnection => "never opened there, or forgotten: a restart, a NAT, a firewall",
        ResetCause.KeepaliveTimeout => "the peer had gone",
        ResetCause.FinAnswered => "the socket was gone before the last FIN came",
        _ => "the client's answer to an old ACK",
    };

    private static string MeaningOf(ConnectionFlags flag) => flag switch
    {
        ConnectionFlags.CloseWaitStuck => "sockets held after the peer closed",
        ConnectionFlags.PeerVanished => "no answer to the end: host or path gone",
        ConnectionFlags.CaptureGap => "the capture lost packets",
        ConnectionFlags.OneSided => "only one direction reaches the capture point",
        ConnectionFlags.RstTtlMismatch => "a device between the two sends RSTs",
        ConnectionFlags.MidStream => "older than the capture",
        ConnectionFlags.ZeroWindow => "a receiver did not read fast enough",
        _ => "",
    };

    private static string Lower(string title) => char.ToLowerInvariant(title[0]) + title[1..];
}
