using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>The part of an explanation that tells of RSTs: who cut the connection, when, why, and where to look.</summary>
internal static class ExplanationOfReset
{
    internal static void Append(TextBuffer text, in ConnectionReport report)
    {
        switch (report.CloseKind)
        {
            case CloseKind.Refused:
                AppendRefused(text, in report);
                break;
            case CloseKind.AbortedHandshake:
                AppendSubject(text, in report);
                text.Append(" aborted the handshake after the SYN-ACK (RST"u8);
                ExplanationOfClose.AppendInFrame(text, report.RstFrame);
                text.Append(")"u8);
                text.Append(report.ResetBy == Party.Client
                    ? ": a health check or port scan, a client that gave up, or an address that never asked"u8
                    : ": no ACK completed it and the server gave up, or its application or a device in front of it changed its mind"u8);
                break;
            case CloseKind.Stray:
                text.Append($"Nothing but RSTs was seen here ({report.ClientRsts} from the client, {report.ServerRsts} from the server): answers to forged packets, or the tail of an older connection");
                break;
            default:
                AppendReset(text, in report);
                break;
        }

        AppendOrigin(text, in report);
    }

    private static void AppendSubject(TextBuffer text, in ConnectionReport report)
    {
        if (report.ResetBy == Party.Both)
            text.Append("Both sides"u8);
        else if (report.ResetBy == Party.None)
            text.Append("Somebody"u8);
        else
            text.Append($"The {report.ResetBy}");
    }

    private static void AppendRefused(TextBuffer text, in ConnectionReport report)
    {
        if (report.ResetBy == Party.Client)
        {
            text.Append($"The client took its SYN ({report.FirstFrame}) back with a RST");
            ExplanationOfClose.AppendInFrame(text, report.RstFrame);
            text.Append("; a SYN-ACK that it answers was not captured"u8);
            return;
        }

        // A SYN captured behind the RST is not the first frame.
        text.Append("The server refused the connection: it answered the SYN"u8);
        if (report.FirstFrame != report.RstFrame)
            text.Append($" ({report.FirstFrame})");
        text.Append(" with a RST"u8);
        ExplanationOfClose.AppendInFrame(text, report.RstFrame);
        text.Append($"; nothing listens on port {report.ServerPort} of {report.ServerAddress}, or a filter rejects it");
    }

    private static void AppendReset(TextBuffer text, in ConnectionReport report)
    {
        if (report.ActiveCloser is Party.Client or Party.Server)
        {
            text.Append($"The {report.ActiveCloser} had closed first (FIN");
            ExplanationOfClose.AppendInFrame(text, ExplanationOfClose.FinOf(in report, report.ActiveCloser));
            text.Append("), then "u8);
            if (report.ResetBy == report.ActiveCloser)
                text.Append("itself"u8);
            else if (report.ResetBy is Party.Client or Party.Server)
                AppendOther(text, in report);
            else
                text.Append(report.ResetBy == Party.Both ? "both sides"u8 : "somebody"u8);
        }
        else
        {
            AppendSubject(text, in report);
        }

        text.Append(" reset the connection (RST"u8);
        ExplanationOfClose.AppendInFrame(text, report.RstFrame);
        text.Append(")"u8);
        text.Append(report.ResetPhase switch
        {
            ResetPhase.Handshake => " during the handshake"u8,
            ResetPhase.Established => " while it was established"u8,
            ResetPhase.Closing => " while it was closing"u8,
            ResetPhase.AfterClose => " after both had closed"u8,
            _ => ""u8,
        });
        AppendCause(text, in report);
    }

    /// <summary>Who reset what the peer had closed first may have closed, too.</summary>
    private static void AppendOther(TextBuffer text, in ConnectionReport report)
    {
        text.Append($"the {report.ResetBy}");
        if (ExplanationOfClose.FinOf(in report, report.ResetBy) is not FrameNumber fin)
            return;
        text.Append(" closed (FIN"u8);
        ExplanationOfClose.AppendInFrame(text, fin);
        text.Append(") and"u8);
    }

    private static void AppendCause(TextBuffer text, in ConnectionReport report)
    {
        // What something on the way sent says nothing of the end that it speaks for.
        if (report.ResetBy is not (Party.Client or Party.Server) || report.ResetOrigin == ResetOrigin.Middlebox)
            return;

        Party by = report.ResetBy;
        Party other = ExplanationOfClose.Other(by);
        switch (report.ResetCause)
        {
            case ResetCause.Abort:
                text.Append(": its application cut it (SO_LINGER 0, a close with unread data, or a killed process)"u8);
                if (Explanation.MayAdvise(in report))
                    text.Append($"; look at the application on the {by}");
                break;
            case ResetCause.DataAfterClose:
                text.Append($": the {other} sent data after the {by} had closed");
                if (Explanation.MayAdvise(in report))
                    AppendAdviceOnClosing(text, by);
                break;
            case ResetCause.UnknownConnection when report.ResetPhase == ResetPhase.Closing && ExplanationOfClose.FinOf(in report, by) is not null:
                text.Append($": the {by} had sent its FIN and does not know this connection any more; its stack gave the half-closed socket up (Linux: tcp_fin_timeout, tcp_max_orphans), or it was restarted");
                break;
            case ResetCause.UnknownConnection:
                text.Append($": the {by} does not know this connection; it was restarted, or it or a device between them forgot it while idle");
                break;
            case ResetCause.KeepaliveTimeout:
                text.Append($": its keep-alives went unanswered; the {other} or the path to it had gone");
                break;
            case ResetCause.FinAnswered:
                text.Append($": it answered the {other}'s FIN with a RST in place of the final ACK, as its socket no longer existed");
                break;
            case ResetCause.RejectedReuse:
                text.Append(": it answered the old ACK with which TIME_WAIT had turned its SYN down"u8);
                break;
            case ResetCause.Refused:
                text.Append(": it answered a SYN"u8);
                break;
            default:
                break;
        }
    }

    /// <summary>It closed amid what its peer sent, or after a silence that it takes for the end: a server on an idle connection, a client that waits for an answer.</summary>
    private static void AppendAdviceOnClosing(TextBuffer text, Party closed)
    {
        text.Append($"; the {closed} should read to the end before it closes, or ");
        text.Append(closed == Party.Server ? "keep idle connections longer than the client does"u8 : "wait longer for an answer"u8);
    }

    private static void AppendOrigin(TextBuffer text, in ConnectionReport report)
    {
        if (report.ResetOrigin != ResetOrigin.Middlebox || report.ResetBy is not (Party.Client or Party.Server))
            return;
        text.Append($"; the RST's TTL does not fit the {report.ResetBy}'s other packets, so a device between the two sent it");
        if (Explanation.MayAdvise(in report))
            text.Append(": look at firewalls and load balancers"u8);
    }
}
