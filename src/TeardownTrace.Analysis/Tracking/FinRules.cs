using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Everything that a FIN does to an end (RFC 9293 3.6 and 3.10.7.4): the FIN itself, its acknowledgement, and a FIN that the capture missed. What one
/// sent again tells is for <see cref="FinRepetitionRules"/>.
/// </summary>
internal sealed class FinRules(Slab<RareFacts> rare)
{
    /// <summary>What a FIN sent again tells, or what stands before it.</summary>
    public FinRepetitionRules Repetitions { get; } = new(rare);

    /// <summary>
    /// Notes whether a segment comes from beyond everything captured of its sender, before what it acknowledges and sends is taken. If it stands one beyond,
    /// without payload, a FIN may have gone before it and been lost before the vantage. That FIN acknowledged no FIN of the peer's: this segment is the first
    /// to do so, or does not do so either.
    /// </summary>
    public static void TakeFromBeyond(ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!SequenceNumber.IsAfter(segment.Sequence, sender.Next) || sender.Has(Fin))
            return;
        sender.Evidence &= ~SpokeFromBeyondFirst;

        // What acknowledges more than was captured of the peer may acknowledge its FIN, captured later: then it is not known to be the first.
        bool isFirst = receiver.Has(Seen) && !receiver.Has(FinAcked) && SequenceNumber.IsAtOrAfter(receiver.Next, segment.Acknowledgment);

        // A duplicate reported (RFC 2883) says that the peer's FIN had arrived before: the lost FIN may have acknowledged it already.
        bool isAgain = receiver.Has(Fin) && segment.Acknowledgment == receiver.FinEnd && segment.Has(SegmentTraits.ReportsDuplicate);
        if (MayFollowMissed(sender, segment) && isFirst && !isAgain)
            sender.Evidence |= SpokeFromBeyondFirst;
    }

    /// <summary>
    /// Takes a FIN that the capture missed: a segment without payload goes on one beyond everything captured of its sender, and the peer has acknowledged just
    /// that.
    /// </summary>
    /// <returns>False where something else was missed before the segment.</returns>
    public static bool TryTakeMissed(in Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        bool isAcknowledged = receiver.Has(Ack) && receiver.Acked == segment.Sequence;
        if (!MayFollowMissed(sender, segment) || !connection.Has(ConnectionMarks.Established) || !isAcknowledged)
            return false;
        sender.Evidence |= FinMissed;
        return true;
    }

    /// <summary>Who sends new data has not closed: what was taken for a missed FIN was a byte of data.</summary>
    /// <returns>Whether a missed FIN had been taken.</returns>
    public static bool TryTakeBackMissed(ref Endpoint sender)
    {
        bool wasTaken = sender.Has(FinMissed);
        sender.Evidence &= ~FinMissed;
        return wasTaken;
    }

    /// <summary>A FIN that stands before the SYN in sequence space was never this connection's (RFC 9293 3.10.7.3: not processed in SYN-SENT).</summary>
    public static void ForgetBeforeSyn(ref Endpoint sender, in TcpSegment syn)
    {
        if (!sender.Has(Fin) || SequenceNumber.IsAfter(sender.FinEnd, syn.SegmentEnd))
            return;
        sender.Evidence &= ~(Fin | FinAcked | FinAckedNow | FinRepeated | FinRepeatedUnacked | FinRepeatedEarly | FinRepeatedLate);
        sender.State = TcpState.Closed;
    }

    /// <summary>Takes a segment that acknowledges its receiver's FIN.</summary>
    public static void TakeAcknowledgment(ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame)
    {
        if (!receiver.Has(FinAcked))
        {
            receiver.Evidence |= FinAcked;
            receiver.FinAckTime = segment.Time;
            receiver.FinAckFrame = frame;
            if (segment.Has(SegmentTraits.HasTimestamps))
                TakeEcho(ref receiver, segment.TimestampEcho, isFinAlone: sender.Has(AckGrewByOne));
        }

        receiver.Evidence |= FinAckedNow;
        if (sender.Has(FinAcked) && SequenceNumber.IsAtOrAfter(receiver.FinAcknowledgment, sender.FinEnd))
        {
            // The peer's FIN acknowledged the sender's own in every transmission: all that the sender sent has arrived, also what it sent again meanwhile.
            sender.Unanswered = 0;
            if (!sender.Has(FinAckedNow))
            {
                sender.Evidence |= FinAckedNow;
                sender.On(TcpEvent.FinAcknowledged);
            }
        }

        sender.On(TcpEvent.ReceiveFin);
        receiver.On(TcpEvent.FinAcknowledged);
    }

    /// <summary>
    /// Takes the timestamp that the first acknowledgement of an end's FIN echoes. If it is later than that of the FIN captured last, it belongs to something
    /// sent after that, perhaps to a transmission of the FIN that is captured behind its acknowledgement. If it is earlier, and the acknowledgement covers
    /// nothing but the FIN for the first time (RFC 7323 4.3), it belongs to a transmission of the FIN that the capture missed.
    /// </summary>
    private static void TakeEcho(ref Endpoint end, uint echo, bool isFinAlone)
    {
        if (!end.Has(Timestamps))
            return;
        bool isLater = SequenceNumber.IsAfter(echo, end.FinTimestamp);
        bool isEarlier = SequenceNumber.IsAfter(end.FinTimestamp, echo);
        if (end.HasAny(FinRepeated | FinRepeatedUnacked) || isLater || (isEarlier && isFinAlone))
            end.Evidence |= isEarlier ? FinAckEchoesEarlier : FinAckEchoesLatest;
        if (isLater)
            end.FinTimestamp = echo;
    }

    /// <summary>Takes a segment with FIN, its payload already taken.</summary>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="sender">Its sender.</param>
    /// <param name="receiver">Its receiver.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="frame">Its packet, counted from the connection's first.</param>
    /// <param name="nextBefore">The highest sequence number of its sender before it.</param>
    public void Take(
        ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame, uint nextBefore)
    {
        uint end = segment.SegmentEnd;
        if (SequenceNumber.AreApart(end, sender.Next, SegmentRules.FarthestJump) || IsBelowSyn(sender, segment))
            return;

        if (!sender.Has(Fin))
        {
            TakeFirst(connection, ref sender, ref receiver, segment, frame, nextBefore);
            Repetitions.TakeFirstCaptured(ref connection, ref sender, receiver, segment);
            return;
        }

        sender.Evidence |= LastWasFin;
        if (end == sender.FinEnd)
        {
            Repetitions.Take(ref connection, ref sender, receiver, segment);
        }
        else if (!sender.Has(FinAcked) && SequenceNumber.IsAfter(end, sender.FinEnd))
        {
            // The FIN moved forward: the earlier one was not this connection's, or its owner went on against RFC 9293 3.10.4. One that was
            // acknowledged had been taken: what lies beyond it belongs to a connection whose SYN was not captured.
            Begin(connection, ref sender, ref receiver, segment, frame, nextBefore);
        }
    }

    /// <summary>Whether a segment without payload stands one beyond everything captured of its sender: a FIN that was missed may have gone before.</summary>
    private static bool MayFollowMissed(in Endpoint sender, in TcpSegment segment) =>
        SequenceNumber.Distance(segment.Sequence, sender.Next) == 1 && segment.PayloadLength == 0 && !segment.Has(TcpFlags.Fin) && !sender.Has(Fin);

    /// <summary>
    /// Whether a FIN stands before all that its sender has sent since its SYN: an old duplicate, or forged, which its receiver does not take (RFC 9293 3.10.7.4).
    /// </summary>
    private static bool IsBelowSyn(in Endpoint sender, in TcpSegment segment) =>
        sender.HasAny(Syn | SynAck) && !segment.Has(TcpFlags.Syn) && SequenceNumber.Distance(sender.Next, segment.Sequence) >= sender.Span;

    /// <summary>Takes the first FIN of its sender.</summary>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="sender">The sender, which has no FIN yet.</param>
    /// <param name="receiver">Its peer.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="frame">Its packet, counted from the connection's first.</param>
    /// <param name="nextBefore">The highest sequence number of its sender before it.</param>
    public static void TakeFirst(
        in Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame, uint nextBefore)
    {
        sender.Evidence |= LastWasFin;
        sender.FinTime = segment.Time;
        sender.FinFrame = frame;
        sender.FinAcknowledgment = FinRepetitionRules.AcknowledgmentOf(segment, receiver);
        Begin(connection, ref sender, ref receiver, segment, frame, nextBefore);
    }

    private static void Begin(
        in Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame, uint nextBefore)
    {
        uint end = segment.SegmentEnd;
        sender.Evidence |= Fin;
        sender.FinEnd = end;
        FinRepetitionRules.Remember(ref sender, segment);
        if (SequenceNumber.IsAtOrAfter(nextBefore, end))
        {
            // One captured just behind what its sender sent from beyond it is out of order: no timeout is so short.
            bool isOutOfOrder = !connection.IsReply(segment) && segment.Time - connection.LastTime <= MirrorFilter.WindowNs;
            bool isLate = isOutOfOrder || FinRepetitionRules.IsBehindLater(sender, receiver, segment);
            sender.Evidence = (sender.Evidence & ~FinMissed) | (isLate ? None : FinFirstMissed);
        }
        else
        {
            sender.Advance(end);
        }

        sender.On(TcpEvent.SendFin);

        // The acknowledgement may stand before the FIN in the capture (several queues, or the FIN's first transmission was not captured).
        if (receiver.Has(Ack) && receiver.Acked == end)
        {
            // It came no later than the last segment before the FIN. Which frame it was is known only if it was that one.
            sender.Evidence |= FinAcked | FinAckedNow;
            sender.FinAckTime = connection.LastTime;
            sender.FinAckFrame = connection.IsReply(segment) ? connection.LastFrame : frame;

            // The receiver had this FIN before it sent its own: it is the passive closer, whatever the order of the capture.
            if (receiver.Has(Fin) && SequenceNumber.IsAtOrAfter(receiver.FinAcknowledgment, end))
            {
                CloseInOrder(active: ref sender, passive: ref receiver);
                return;
            }

            receiver.On(TcpEvent.ReceiveFin);
            sender.On(TcpEvent.FinAcknowledged);
        }
    }

    /// <summary>Takes both ends from ESTABLISHED through their close again, in the order that their numbers prove, when that is not the capture's.</summary>
    private static void CloseInOrder(ref Endpoint active, ref Endpoint passive)
    {
        (active.State, passive.State) = (TcpState.Established, TcpState.Established);
        active.On(TcpEvent.SendFin);
        passive.On(TcpEvent.ReceiveFin);
        active.On(TcpEvent.FinAcknowledged);
        passive.On(TcpEvent.SendFin);
        if (passive.Has(FinAcked))
            active.On(TcpEvent.ReceiveFin);
        if (passive.Has(FinAckedNow))
            passive.On(TcpEvent.FinAcknowledged);
    }
}
