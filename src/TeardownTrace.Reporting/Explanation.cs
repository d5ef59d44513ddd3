using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>
/// One plain sentence on how a connection ended, with frames, for someone who has read no documentation:
/// how it closed, what is missing or was cut and where to look, what TIME_WAIT did, and how sure that is.
/// </summary>
internal static class Explanation
{
    internal static void Append(TextBuffer text, in ConnectionReport report)
    {
        text.Frames.OwnFile = report.FirstFrame.FileIndex;
        switch (report.CloseKind)
        {
            case CloseKind.Graceful:
            case CloseKind.Simultaneous:
            case CloseKind.HalfClosed:
            case CloseKind.Unacknowledged:
                ExplanationOfClose.Append(text, in report);
                break;
            case CloseKind.Reset:
            case CloseKind.Refused:
            case CloseKind.AbortedHandshake:
            case CloseKind.Stray:
                ExplanationOfReset.Append(text, in report);
                break;
            default:
                AppendOpening(text, in report);
                break;
        }

        ExplanationOfReuse.Append(text, in report);
        AppendObservations(text, in report);
        AppendConfidence(text, in report);
        text.Append((byte)'.');
    }

    /// <summary>Kinds in which nobody closed: the handshake failed in silence, or the connection is still open.</summary>
    private static void AppendOpening(TextBuffer text, in ConnectionReport report)
    {
        switch (report.CloseKind)
        {
            case CloseKind.HandshakeIncomplete:
                if (report.RoleBasis == RoleBasis.SynAck)
                    text.Append($"The server sent a SYN-ACK ({report.FirstFrame}) for a SYN that was not captured");
                else
                    text.Append($"The server answered the client's SYN ({report.FirstFrame}) with a SYN-ACK{(report.ServerSyns == 0 ? " that was not captured"u8 : ""u8)}");
                text.Append(MayAdvise(in report)
                    ? ", but the ACK that completes the handshake never came: the client vanished, the SYN-ACK was lost on the way to it, or its address was forged"u8
                    : ", but the ACK that completes the handshake was not seen"u8);
                if (report is { ConfidenceReason: ConfidenceReason.CaptureGap, ServerSyns: 1 })
                    text.Append("; yet the server did not send its SYN-ACK again"u8);
                break;
            case CloseKind.Unanswered:
                text.Append($"The client's SYN ({report.FirstFrame}");
                if (report.ClientSyns > 1)
                    text.Append($", sent {report.ClientSyns} times");
                text.Append((byte)')');
                AppendWantOfSynAck(text, in report);
                break;
            default:
                text.Append(report.ObservationEnd switch
                {
                    ObservationEnd.IdleTimeout => "The connection fell silent and was given up after the idle timeout"u8,
                    ObservationEnd.NextIncarnation => "The connection ended unseen before its addresses and ports were used again"u8,
                    ObservationEnd.Eviction => "The connection was still open when it was given up"u8,
                    _ => "The connection was still open when the capture ended"u8,
                });
                text.Append(": neither a FIN nor a RST that counts was seen"u8);
                break;
        }
    }

    private static void AppendWantOfSynAck(TextBuffer text, in ConnectionReport report)
    {
        if (report.SynReuse == SynReuse.Rejected)
            text.Append(" got no SYN-ACK"u8);
        else if (report.IsSynMetByOldAck)
            AppendOldAck(text, in report);
        else if (report.IsSynGivenUp)
            text.Append(" was not answered before another SYN with a new number came"u8);
        else if (!MayAdvise(in report))
            text.Append(" was not answered"u8);
        else if (report.SynReuse != SynReuse.None)
            text.Append(" was never answered"u8);
        else
            text.Append($" was never answered: the server {report.ServerAddress} is down, a filter drops it, or its backlog is full");
    }

    /// <summary>Who answers a SYN with an ACK that does not acknowledge it still has a connection of the same addresses and ports (RFC 9293 3.5.1).</summary>
    private static void AppendOldAck(TextBuffer text, in ConnectionReport report)
    {
        text.Append(" got no SYN-ACK, but an ACK of another connection"u8);
        if (report.ResetCause == ResetCause.RejectedReuse)
        {
            text.Append(", and the client answered that with a RST"u8);
            ExplanationOfClose.AppendInFrame(text, report.RstFrame);
        }

        if (MayAdvise(in report))
            text.Append($": the server {report.ServerAddress} still has an older one of these addresses and ports, perhaps in TIME_WAIT");
    }

    private static void AppendObservations(TextBuffer text, in ConnectionReport report)
    {
        AppendLateClose(text, in report);
        // A keep-alive timeout has told of the silent peer already.
        if (report.Unanswered is Party.Client or Party.Server && report.ResetCause != ResetCause.KeepaliveTimeout)
            text.Append($"; at the end the {report.Unanswered} repeated itself and got no answer: the {ExplanationOfClose.Other(report.Unanswered)} or the path to it had gone");
        if ((report.Flags & ConnectionFlags.RstAfterClose) != ConnectionFlags.None)
        {
            text.Append("; a RST"u8);
            ExplanationOfClose.AppendInFrame(text, report.RstFrame);
            text.Append(" came after the close"u8);
            // One's own RST goes to the other side and leaves one's own TIME_WAIT alone (RFC 1337).
            if (report.TimeWaitHolder == Party.Both || (report.TimeWaitHolder != Party.None && report.TimeWaitHolder != report.ResetBy))
                text.Append(", which may have ended TIME_WAIT early"u8);
        }

        if ((report.Flags & ConnectionFlags.RstIgnored) != ConnectionFlags.None)
            text.Append("; a RST was seen that closed nothing: its numbers do not fit, or its sender went on"u8);
        if ((report.Flags & ConnectionFlags.TimeWaitData) != ConnectionFlags.None)
            text.Append("; an old duplicate reached TIME_WAIT"u8);
    }

    /// <summary>
    /// A socket that leaks until its process ends is closed or reset like any other in the end, perhaps by the other side. How long it sat in CLOSE_WAIT
    /// before tells whose fault that is.
    /// </summary>
    private static void AppendLateClose(TextBuffer text, in ConnectionReport report)
    {
        // Of a half-closed connection it is all there is to say, and has been said.
        if ((report.Flags & ConnectionFlags.CloseWaitStuck) == ConnectionFlags.None || report.CloseKind == CloseKind.HalfClosed || report.CloseWaitNs is not long waited)
            return;

        Party passive = ExplanationOfClose.Other(report.ActiveCloser);
        text.Append($"; the {passive} had sat in CLOSE_WAIT for {DurationText.Span(waited)}");
        if (MayAdvise(in report))
            text.Append($": look at the application on the {passive}, which was late to close its socket");
    }

    /// <summary>Where to look is said of what is certain only: nobody is sent after what the capture does not show.</summary>
    internal static bool MayAdvise(in ConnectionReport report) => report.Confidence == Confidence.Certain;

    private static void AppendConfidence(TextBuffer text, in ConnectionReport report)
    {
        if (report.Confidence == Confidence.Certain)
            return;

        text.Append("; this is not certain, because "u8);
        text.Append(report.ConfidenceReason switch
        {
            ConfidenceReason.BeganLate => "the close may have begun before the capture did"u8,
            ConfidenceReason.EndedEarly => "the capture ended before what would decide"u8,
            ConfidenceReason.OneSided => "only one direction was captured"u8,
            ConfidenceReason.CaptureGap => "segments that would decide are missing from the capture"u8,
            ConfidenceReason.Evicted => "the connection table was full and this one had to make room"u8,
            ConfidenceReason.RolesGuessed => "no handshake was seen and the roles are guessed by port"u8,
            ConfidenceReason.LossPlaceUnknown when report.LostFinalAck == LostFinalAck.AfterVantage => "the capture cannot tell whether a later ACK arrived"u8,
            ConfidenceReason.LossPlaceUnknown => "the capture cannot tell where the loss happened"u8,
            ConfidenceReason.ResetUnconfirmed => "the capture does not show whether the RST was accepted"u8,
            ConfidenceReason.CaptureDrops => "the capture dropped packets meanwhile"u8,
            _ => "the capture does not show what would decide"u8,
        });
    }
}
