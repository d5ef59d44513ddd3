using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>How well a RST fits what its receiver can take (RFC 9293 3.10.7.4, RFC 5961 3.2), as far as the vantage bounds the window.</summary>
internal static class ResetGrading
{
    /// <summary>Grades a RST, by what both ends had shown when it came.</summary>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="sender">Its sender.</param>
    /// <param name="receiver">Its receiver.</param>
    /// <param name="segment">The RST.</param>
    public static ResetGrade Grade(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        // In SYN_SENT its ACK must acknowledge the SYN, and its own number is not asked for (RFC 9293 3.10.7.3). A SYN-ACK takes its receiver out of
        // that state only when it arrives: the ACK of it shows that.
        if (receiver.Has(Syn) && !receiver.HasAny(Ack | SynAck) && receiver.IsSynAcknowledgedBy(segment))
            return ResetGrade.Exact;
        if (AnswersFirstSyn(connection, sender, receiver) && !receiver.Has(SynAcked))
            return ResetGrade.Unacceptable;

        bool knowsUpper = sender.Has(Seen);
        bool knowsLower = receiver.Has(Ack);
        // The capture begins with it: nothing tells what its receiver expects.
        if (!knowsLower && !knowsUpper)
            return ResetGrade.Plausible;

        uint upper = knowsUpper ? sender.Next : receiver.Acked;
        uint lower = knowsLower ? receiver.Acked : sender.InitialSequence;
        if (knowsUpper && SequenceNumber.IsAfter(lower, upper))
            upper = lower;

        // Linux also takes the number of the FIN itself (some stacks send it), but not in TIME_WAIT (tcp_timewait_state_process); between the
        // two bounds everything may be what comes next.
        bool fitsFin = sender.Has(Fin) && segment.Sequence == sender.FinEnd - 1 && receiver.State != TcpState.TimeWait;
        if (fitsFin || (SequenceNumber.IsAtOrAfter(segment.Sequence, lower) && SequenceNumber.IsAtOrAfter(upper, segment.Sequence)))
            return ResetGrade.Exact;
        int ahead = SequenceNumber.Distance(segment.Sequence, lower);
        return ahead > 0 && ahead < WindowOf(receiver, sender, segment) ? ResetGrade.Plausible : ResetGrade.Unacceptable;
    }

    /// <summary>The window that an end announced last, as wide as it may be where the capture does not tell; a SYN's is never scaled (RFC 7323 2.2).</summary>
    private static long WindowOf(in Endpoint receiver, in Endpoint sender, in TcpSegment segment) =>
        AcknowledgesUnseen(receiver, segment) ? SegmentRules.FarthestJump : AnnouncedWindow(receiver, sender);

    private static long AnnouncedWindow(in Endpoint receiver, in Endpoint sender)
    {
        if (!receiver.Has(Seen))
            return SegmentRules.FarthestJump;
        bool scaled = MayScale(receiver) && MayScale(sender) && !receiver.Has(LastWasSyn);
        int shift = receiver.Has(WindowScale) ? receiver.WindowShift : TcpOptions.LargestShift;
        return (long)receiver.Window << (scaled ? shift : 0);
    }

    /// <summary>
    /// Whether a segment lies too far from everything captured of its sender to show that the connection outlived a RST: it is that of another connection whose
    /// SYN and SYN-ACK were missed, or a late one of an older connection. A SYN or SYN-ACK may have any number.
    /// </summary>
    public static bool IsBeyondWindow(in Connection connection, in TcpSegment segment)
    {
        ref readonly Endpoint sender = ref connection.SendingEnd(segment);
        long reach = Math.Max(AnnouncedWindow(connection.ReceivingEnd(segment), sender), IncarnationRules.LateSegmentReach);
        return sender.Has(Seen) && !segment.Has(TcpFlags.Syn) && Math.Abs((long)SequenceNumber.Distance(segment.Sequence, sender.Next)) > reach;
    }

    /// <summary>Whether an end offered to scale windows, or its SYN was not captured.</summary>
    private static bool MayScale(in Endpoint end) => end.Has(WindowScale) || !end.HasAny(Syn | SynAck);

    /// <summary>Whether a RST acknowledges more of its receiver than was captured: the window announced meanwhile was not captured either.</summary>
    public static bool AcknowledgesUnseen(in Endpoint receiver, in TcpSegment segment) =>
        receiver.Has(Seen) && segment.Has(TcpFlags.Ack) && segment.Acknowledgment - receiver.Next - 1 < SegmentRules.FarthestJump;

    /// <summary>Whether the sender of a RST was sent a SYN and has not answered it.</summary>
    public static bool AnswersFirstSyn(in Connection connection, in Endpoint sender, in Endpoint receiver) =>
        receiver.Has(Syn) && sender.State <= TcpState.Listen && !connection.Has(ConnectionMarks.Established);
}
