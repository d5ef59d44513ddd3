using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>The part of an explanation that tells of FINs: who closed first, whose FIN is missing, where the final ACK went.</summary>
internal static class ExplanationOfClose
{
    internal static void Append(TextBuffer text, in ConnectionReport report)
    {
        if (report.CloseKind == CloseKind.HalfClosed)
            AppendHalfClosed(text, in report);
        else if (report.ActiveCloser is Party.Client or Party.Server)
            AppendOrdered(text, in report);
        else
            AppendCrossed(text, in report);

        AppendLostFinalAck(text, in report);
        switch (report.TimeWaitHolder)
        {
            case Party.None:
                break;
            case Party.Client:
                text.Append("; the client holds TIME_WAIT"u8);
                break;
            case Party.Server:
                text.Append("; the server holds TIME_WAIT"u8);
                break;
            default:
                text.Append("; both sides hold TIME_WAIT"u8);
                break;
        }
    }

    internal static Party Other(Party side) => side == Party.Client ? Party.Server : Party.Client;

    internal static FrameNumber? FinOf(in ConnectionReport report, Party side) =>
        side == Party.Client ? report.ClientFinFrame : report.ServerFinFrame;

    internal static void AppendInFrame(TextBuffer text, FrameNumber? frame)
    {
        if (frame is not FrameNumber known)
            return;
        text.Append(" in "u8);
        text.Append(known);
    }

    private static FrameNumber? FinAckOf(in ConnectionReport report, Party side) =>
        side == Party.Client ? report.ClientFinAckFrame : report.ServerFinAckFrame;

    private static long FinsOf(in ConnectionReport report, Party side) =>
        side == Party.Client ? report.ClientFins : report.ServerFins;

    /// <summary>Most connections end so: its pieces are of a length that the compiler knows, and need no conversion.</summary>
    private static void AppendOrdered(TextBuffer text, in ConnectionReport report)
    {
        Party first = report.ActiveCloser;
        Party second = Other(first);
        if (first == Party.Client)
            text.Append("The client closed first (FIN"u8);
        else
            text.Append("The server closed first (FIN"u8);
        AppendInFrame(text, FinOf(in report, first));
        if (FinOf(in report, second) is not FrameNumber answer)
        {
            text.Append($"); the {second}'s FIN was not captured, but its acknowledgement was");
            AppendInFrame(text, FinAckOf(in report, second));
            return;
        }

        if (FinAckOf(in report, first) is null && report.CloseKind == CloseKind.Unacknowledged)
            text.Append(", never seen acknowledged"u8);
        if (first == Party.Client)
            text.Append("); the server's FIN ("u8);
        else
            text.Append("); the client's FIN ("u8);
        text.Append(answer);
        if (FinAckOf(in report, second) is FrameNumber acknowledged)
        {
            text.Append(") was acknowledged in "u8);
            text.Append(acknowledged);
        }
        else if (report.CloseKind == CloseKind.Unacknowledged)
        {
            text.Append(") was never seen acknowledged"u8);
        }
        else
        {
            text.Append(") was acknowledged"u8);
        }
    }

    private static void AppendCrossed(TextBuffer text, in ConnectionReport report)
    {
        text.Append("Both sides closed at once and their FINs crossed (the client's"u8);
        AppendInFrame(text, report.ClientFinFrame);
        text.Append(", the server's"u8);
        AppendInFrame(text, report.ServerFinFrame);
        text.Append(")"u8);
        if (report.CloseKind != CloseKind.Unacknowledged)
        {
            text.Append("; both were acknowledged"u8);
            return;
        }

        if (report.ClientFinAckFrame is null)
            text.Append("; the client's FIN was never seen acknowledged"u8);
        if (report.ServerFinAckFrame is null)
            text.Append("; the server's FIN was never seen acknowledged"u8);
    }

    private static void AppendHalfClosed(TextBuffer text, in ConnectionReport report)
    {
        Party first = FirstOfHalfClosed(in report);
        Party owing = Other(first);
        text.Append($"Only the {first} closed (FIN");
        AppendInFrame(text, FinOf(in report, first));
        text.Append(FinAckOf(in report, first) is null ? ", never seen acknowledged)"u8 : ")"u8);
        if (FinAckOf(in report, first) is FrameNumber acknowledged)
            text.Append($"; the {owing} acknowledged it in {acknowledged}");

        bool works = (report.Flags & ConnectionFlags.HalfCloseData) != ConnectionFlags.None;
        if (works)
            text.Append($"; the {owing} went on sending data, so this is a working half-close");
        if (report.MissingFin == Party.None)
        {
            text.Append($"; no FIN of the {owing} was seen");
            return;
        }

        text.Append($"; the {owing} {(report.Confidence == Confidence.Certain ? "never closed"u8 : "had not closed"u8)} its side");
        if (report.CloseWaitNs is long waited and > 0)
            text.Append($" and sat in CLOSE_WAIT for {DurationText.Span(waited)}");
        if (FinAckOf(in report, first) is null)
            text.Append(", if the FIN reached it at all"u8);
        else if (!works && Explanation.MayAdvise(in report))
            text.Append($": look at the application on the {owing}, which does not close its socket");
    }

    private static Party FirstOfHalfClosed(in ConnectionReport report)
    {
        if (report.ActiveCloser is Party.Client or Party.Server)
            return report.ActiveCloser;
        if (report.MissingFin is Party.Client or Party.Server)
            return Other(report.MissingFin);
        return report.ServerFinFrame is null ? Party.Client : Party.Server;
    }

    /// <summary>What a side sent again for want of an acknowledgement.</summary>
    /// <param name="text">Takes it.</param>
    /// <param name="report">The connection.</param>
    /// <param name="side">The side.</param>
    private static void AppendRepetition(TextBuffer text, in ConnectionReport report, Party side)
    {
        text.Append($"the {side} sent ");
        if (FinsOf(in report, side) > 1)
            text.Append($"its FIN {FinsOf(in report, side)} times");
        else if ((report.Flags & ConnectionFlags.FinRetransmitted) != ConnectionFlags.None)
            text.Append("its FIN again, having sent it unseen"u8);
        else
            text.Append("data before its FIN again"u8);
    }

    private static void AppendLostFinalAck(TextBuffer text, in ConnectionReport report)
    {
        if (report.LostFinalAck == LostFinalAck.None)
            return;

        Party passive = AwaitingFinalAck(in report);
        Party active = Other(passive);
        switch (report.LostFinalAck)
        {
            case LostFinalAck.AfterVantage:
                text.Append("; that ACK passed here, yet "u8);
                AppendRepetition(text, in report, passive);
                text.Append($": it was lost between this capture point and the {passive}");
                break;
            case LostFinalAck.BeforeVantage:
                text.Append("; "u8);
                AppendRepetition(text, in report, passive);
                text.Append($": the final ACK was lost between the {active} and this capture point");
                if (report.FinalAckRecovered != true)
                    text.Append($", or the {active} had gone");
                break;
            case LostFinalAck.NotCaptured:
                text.Append($"; the {passive} did not repeat its FIN, so the final ACK reached it and only the capture missed it");
                break;
            default:
                text.Append("; the capture cannot tell what became of the final ACK"u8);
                break;
        }

        if (report.FinalAckRecovered == true)
            text.Append("; a later ACK ended the repetition"u8);
        else if (report.FinalAckRecovered == false && report.LostFinalAck is LostFinalAck.AfterVantage or LostFinalAck.BeforeVantage)
            text.Append("; no ACK was seen after the last of them"u8);
    }

    /// <summary>Whose FIN the final ACK acknowledges. Where both closed at once it is the FIN that went unanswered or was sent again.</summary>
    private static Party AwaitingFinalAck(in ConnectionReport report)
    {
        if (report.ActiveCloser is Party.Client or Party.Server)
            return Other(report.ActiveCloser);
        return report.ServerFinAckFrame is null || report.ServerFins > 1 ? Party.Server : Party.Client;
    }
}
