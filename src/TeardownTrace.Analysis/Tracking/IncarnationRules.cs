using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>Where one incarnation ends and the next begins (SPEC section 8; RFC 9293 3.5.1, 3.6.1 and 3.10.7.4).</summary>
internal static class IncarnationRules
{
    /// <summary>A late segment lies this near to what its incarnation sent last.</summary>
    public const int LateSegmentReach = 1 << 16;

    /// <summary>Sequence numbers of one connection lie this near together in a capture without large gaps.</summary>
    public const int FittingReach = 1 << 24;

    /// <summary>Decides for a flow that has a current incarnation and perhaps one before it.</summary>
    /// <param name="current">The newest incarnation.</param>
    /// <param name="previous">The one before it; the same as <paramref name="current"/> when there is none.</param>
    /// <param name="segment">The segment.</param>
    public static IncarnationDecision Decide(in Connection current, in Connection previous, in TcpSegment segment)
    {
        if (segment.Has(TcpFlags.Syn | TcpFlags.Ack))
            return DecideSynAck(current, previous, segment);
        if (segment.Has(TcpFlags.Syn))
            return DecideSyn(current, previous, segment);
        return current.HasPrevious ? DecideOther(current, previous, segment) : IncarnationDecision.Current;
    }

    /// <summary>
    /// A segment of another network that happens to use the same addresses and ports: none of its numbers fits here. The two directions of one
    /// connection may have tags of their own; behind a gap, what a segment acknowledges shows whose it is.
    /// </summary>
    public static bool IsForeign(in Connection current, in TcpSegment segment)
    {
        ref readonly Endpoint sender = ref current.SendingEnd(segment);
        ref readonly Endpoint receiver = ref current.ReceivingEnd(segment);
        bool acknowledges = segment.Has(TcpFlags.Ack) && receiver.Has(Seen);
        bool acknowledgesHere = acknowledges && !SequenceNumber.AreApart(segment.Acknowledgment, receiver.Next, FittingReach);
        // The first of its sender has nothing but what it acknowledges to be told by, and a SYN-ACK acknowledges the SYN.
        bool fitsSender = sender.Has(Seen)
            ? !SequenceNumber.AreApart(segment.Sequence, sender.Next, FittingReach)
            : !(acknowledges && segment.Has(TcpFlags.Syn));
        return !fitsSender && !acknowledgesHere;
    }

    private static IncarnationDecision DecideSyn(in Connection current, in Connection previous, in TcpSegment segment)
    {
        ref readonly Endpoint sender = ref current.SendingEnd(segment);
        ref readonly Endpoint receiver = ref current.ReceivingEnd(segment);
        ref readonly Endpoint oldSender = ref previous.SendingEnd(segment);

        // Sent again with the same number: a retransmission, never a reuse; so is a SYN captured after its own SYN-ACK, be that the answer to it or, where
        // both ends open (RFC 9293 figure 7), what its sender sent next.
        if (sender.HasAny(Syn | SynAck) && sender.InitialSequence == segment.Sequence)
            return IncarnationDecision.Current;
        if (current.HasPrevious && oldSender.Has(Syn) && oldSender.InitialSequence == segment.Sequence)
            return IncarnationDecision.Previous;
        if (!sender.Has(Syn) && receiver.Has(SynAck) && AnsweredNumber(current, sender, receiver) - segment.Sequence <= segment.PayloadLength)
            return IncarnationDecision.Current;

        // A RST that acknowledges it, captured just before it, has answered it.
        bool wasRefused = current.Has(ConnectionMarks.OnlyResets) && receiver.Acked == segment.SegmentEnd
            && segment.Time - current.LastTime <= MirrorFilter.WindowNs;
        if (wasRefused)
            return IncarnationDecision.Current;

        bool opensFromBothEnds = receiver.Has(Syn) && !receiver.Has(SynAcked) && !sender.HasAny(Syn | SynAck | Ack)
            && !current.Has(ConnectionMarks.Established) && !current.IsOver;
        if (opensFromBothEnds)
            return IncarnationDecision.Current;
        return current.IsSynchronized && !current.Has(ConnectionMarks.OnlyResets) ? IncarnationDecision.Tentative : IncarnationDecision.New;
    }

    /// <summary>
    /// The sequence number of the last byte that a SYN-ACK answered, where its SYN was not captured: one below what the end has acknowledged. As long as nothing
    /// of the opener was captured, the connection's beginning tells it, whatever was acknowledged since.
    /// </summary>
    private static uint AnsweredNumber(in Connection current, in Endpoint opener, in Endpoint answerer) =>
        current.Has(ConnectionMarks.RolesBySynAck) && !opener.Has(Seen) ? opener.InitialSequence : answerer.Acked - 1;

    private static IncarnationDecision DecideSynAck(in Connection current, in Connection previous, in TcpSegment segment)
    {
        ref readonly Endpoint sender = ref current.SendingEnd(segment);
        ref readonly Endpoint receiver = ref current.ReceivingEnd(segment);
        ref readonly Endpoint oldSender = ref previous.SendingEnd(segment);
        ref readonly Endpoint oldReceiver = ref previous.ReceivingEnd(segment);

        if (sender.HasAny(Syn | SynAck) && sender.InitialSequence == segment.Sequence)
            return IncarnationDecision.Current;
        bool mayAnswer = !current.IsOver || !current.Has(ConnectionMarks.Established) || !sender.Has(SynAck);
        if (mayAnswer && receiver.Has(Syn) && receiver.IsSynAcknowledgedBy(segment))
            return IncarnationDecision.Current;
        if (current.HasPrevious && oldSender.Has(SynAck) && oldSender.InitialSequence == segment.Sequence)
            return IncarnationDecision.Previous;
        if (current.Has(ConnectionMarks.Tentative))
            return IncarnationDecision.Previous;

        // The SYN before this one, of another number, is answered late.
        if (current.HasPrevious && oldReceiver.Has(Syn) && !oldSender.HasAny(Syn | SynAck) && oldReceiver.IsSynAcknowledgedBy(segment))
            return IncarnationDecision.Previous;

        // A SYN-ACK with another number, where the client was never captured or the handshake is over, is the next connection's, whatever became of this one.
        if (sender.Has(SynAck) && (!receiver.Has(Seen) || current.Has(ConnectionMarks.Established)))
            return IncarnationDecision.New;

        // The SYN was not captured: what it opened shows in its answer only.
        return current.IsOver || current.Has(ConnectionMarks.OnlyResets) ? IncarnationDecision.New : IncarnationDecision.Current;
    }

    private static IncarnationDecision DecideOther(in Connection current, in Connection previous, in TcpSegment segment)
    {
        ref readonly Endpoint sender = ref current.SendingEnd(segment);
        ref readonly Endpoint receiver = ref current.ReceivingEnd(segment);
        ref readonly Endpoint oldSender = ref previous.SendingEnd(segment);

        if (current.Has(ConnectionMarks.Tentative))
        {
            // A RST that acknowledges the SYN answers it; and who sent it speaks on after it only when a SYN-ACK has answered, seen or not.
            bool answersSyn = segment.Has(TcpFlags.Rst) && receiver.Has(Syn) && receiver.IsSynAcknowledgedBy(segment);
            bool speaksOn = !segment.Has(TcpFlags.Rst) && sender.Has(Syn) && segment.Has(TcpFlags.Ack) && segment.Sequence == sender.InitialSequence + 1;
            return answersSyn || speaksOn ? IncarnationDecision.Current : IncarnationDecision.Previous;
        }

        if (!current.HasSynAck && MayAnswer(current, sender, receiver, segment))
            return IsFinalAck(previous, segment) ? IncarnationDecision.Previous : IncarnationDecision.Current;

        // What lies beyond a SYN that begins behind all of the old one is this one's, however near the old one's numbers.
        bool isBeyondSyn = sender.HasAny(Syn | SynAck) && SequenceNumber.IsAtOrAfter(sender.InitialSequence, oldSender.Next)
            && SequenceNumber.IsAfter(segment.Sequence, sender.InitialSequence);
        if (!oldSender.Has(Seen) || isBeyondSyn)
            return IncarnationDecision.Current;

        int toOld = Math.Abs(SequenceNumber.Distance(segment.SegmentEnd, oldSender.Next) | 1);
        // Of who was not seen yet, the peer's SYN-ACK tells what comes next.
        uint? expected = sender.Has(Seen) ? sender.Next : receiver.Has(Ack) ? receiver.Acked : null;
        int toCurrent = expected is uint next ? Math.Abs(SequenceNumber.Distance(segment.SegmentEnd, next) | 1) : int.MaxValue;
        return toOld < toCurrent && toOld <= LateSegmentReach ? IncarnationDecision.Previous : IncarnationDecision.Current;
    }

    /// <summary>
    /// Whether an ACK is the first of the connection before that acknowledges its FIN2: the final ACK, captured late, or sent again by a TIME_WAIT that turned
    /// the SYN down.
    /// </summary>
    private static bool IsFinalAck(in Connection previous, in TcpSegment segment)
    {
        ref readonly Endpoint passive = ref previous.ReceivingEnd(segment);
        return previous.HasBothFins && !passive.Has(FinAcked) && !segment.Has(TcpFlags.Rst) && segment.Acknowledgment == passive.FinEnd;
    }

    /// <summary>
    /// What a SYN without SYN-ACK may be answered with, as far as its numbers tell: a RST of it, an ACK of the connection before, and the RST that answers
    /// that ACK with its own number (RFC 9293 3.5.1).
    /// </summary>
    private static bool MayAnswer(in Connection current, in Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (segment.Has(TcpFlags.Fin) || segment.PayloadLength > 0)
            return false;
        if (sender.Has(Syn))
            return segment.Has(TcpFlags.Rst) && current.Has(ConnectionMarks.OldAck) && segment.Sequence == receiver.Acked;
        return !segment.Has(TcpFlags.Rst) || !receiver.Has(Syn) || receiver.IsSynAcknowledgedBy(segment);
    }
}
