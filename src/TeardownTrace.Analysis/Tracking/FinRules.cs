using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>What a FIN tells, sent for the first time or again, and what its acknowledgement tells (RFC 9293 3.6 and 3.10.7.4).</summary>
internal sealed class FinRules(Slab<RareFacts> rare)
{
    /// <summary>
    /// Takes note of another acknowledgement from TIME_WAIT, with nothing of the peer's before it, of a FIN that was sent again before the first was seen.
    /// What answers there is one repetition each (RFC 9293 3.10.7.4): the first acknowledgement was that of an earlier transmission, late, and crossed this one.
    /// </summary>
    public static void TakeSecondAnswer(in Connection connection, in Endpoint sender, ref Endpoint receiver, in TcpSegment segment)
    {
        if (sender.State == TcpState.TimeWait && !connection.IsReply(segment)
            && receiver.Has(FinRepeatedUnacked | FinAckedNow) && !receiver.Has(FinAckEchoesLatest))
        {
            receiver.Evidence |= FinRepeatedEarly;
        }
    }

    /// <summary>
    /// Takes a segment before what it acknowledges and sends, for what it tells from beyond everything captured of its sender: without payload and one
    /// beyond, a FIN of its own may have gone before, lost before the vantage. That acknowledged no FIN that this segment is the first to acknowledge, or does
    /// not yet.
    /// </summary>
    public static void TakeFromBeyond(ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!SequenceNumber.IsAfter(segment.Sequence, sender.Next) || sender.Has(Fin))
            return;
        sender.Evidence &= ~SpokeFromBeyondFirst;

        // A FIN of the peer's that the capture shows behind its acknowledgement may be what it acknowledges.
        bool isFirst = receiver.Has(Seen) && !receiver.Has(FinAcked) && SequenceNumber.IsAtOrAfter(receiver.Next, segment.Acknowledgment);

        // Where the FIN it acknowledges had come before, the lost one may have acknowledged that already.
        bool isAgain = receiver.Has(Fin) && segment.Acknowledgment == receiver.FinEnd && segment.Has(SegmentTraits.ReportsDuplicate);
        if (MayFollowMissedFin(sender, segment) && isFirst && !isAgain)
            sender.Evidence |= SpokeFromBeyondFirst;
    }

    /// <summary>Whether a segment without payload stands one beyond everything captured of its sender: a FIN that was missed may have gone before.</summary>
    public static bool MayFollowMissedFin(in Endpoint sender, in TcpSegment segment) =>
        SequenceNumber.Distance(segment.Sequence, sender.Next) == 1 && segment.PayloadLength == 0 && !segment.Has(TcpFlags.Fin) && !sender.Has(Fin);

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
            // The FIN it acknowledges acknowledged its own in every transmission: all it sent has arrived, whatever of it was sent again meanwhile.
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
    /// Takes the timestamp that the first acknowledgement of an end's FIN echoes. One later than the FIN captured last is that of something sent behind
    /// it: of a transmission of it, perhaps, that the capture shows behind its acknowledgement. One earlier, where nothing but the FIN was acknowledged for the
    /// first time (RFC 7323 4.3), is that of a transmission that the capture missed.
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
    /// <param name="nextBefore">What its sender had sent before it.</param>
    public void Take(
        ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame, uint nextBefore)
    {
        uint end = segment.SegmentEnd;
        if (SequenceNumber.AreApart(end, sender.Next, SegmentRules.FarthestJump) || IsBelowSyn(sender, segment))
            return;

        if (!sender.Has(Fin))
        {
            TakeFirst(connection, ref sender, ref receiver, segment, frame, nextBefore);

            // Long after its acknowledgement: what is captured was sent again, its first transmission was missed, and that ACK was lost.
            if (sender.Has(FinAcked) && !IsBehindLater(sender, receiver, segment) && WasAcknowledgmentDue(sender, receiver, segment))
            {
                sender.Evidence |= FinRepeated;
                RareFacts.CountRetransmission(ref connection, segment, rare);
                Repeat(connection, ref sender, receiver, segment);
            }

            return;
        }

        sender.Evidence |= LastWasFin;
        uint fingerprint = Fingerprint(segment);
        if (end != sender.FinEnd)
        {
            // The FIN moved forward: the earlier one was not this connection's, or its owner went on against RFC 9293 3.10.4. One that was
            // acknowledged had been taken: what lies beyond it belongs to a connection whose SYN was not captured.
            if (sender.Has(FinAcked) || !SequenceNumber.IsAfter(end, sender.FinEnd))
                return;
            Begin(connection, ref sender, ref receiver, segment, frame, nextBefore);
        }
        else
        {
            sender.Evidence |= FinRepeated;
            RareFacts.CountRetransmission(ref connection, segment, rare);
            if (WasAnswered(sender, segment))
                return;

            // A copy made by the network has the sender's identification and timestamp; it says nothing about what arrived.
            bool copied = fingerprint == sender.FinFingerprint
                && (segment.Has(SegmentTraits.HasTimestamps) ? segment.TimestampValue == sender.FinTimestamp : !segment.Has(SegmentTraits.AtomicDatagram));
            if (!copied)
                Repeat(connection, ref sender, receiver, segment);
        }

        sender.FinFingerprint = fingerprint;
        sender.FinTimestamp = segment.TimestampValue;
    }

    /// <summary>
    /// Whether a FIN stands before all that its sender has sent since its SYN: an old duplicate, or forged, which its receiver does not take (RFC 9293 3.10.7.4).
    /// </summary>
    private static bool IsBelowSyn(in Endpoint sender, in TcpSegment segment) =>
        sender.HasAny(Syn | SynAck) && !segment.Has(TcpFlags.Syn) && SequenceNumber.Distance(sender.Next, segment.Sequence) >= sender.Span;

    /// <summary>Whether a FIN sent again was sent no later than what its acknowledgement, captured before it, echoes: it takes nothing back.</summary>
    private static bool WasAnswered(in Endpoint sender, in TcpSegment segment) =>
        segment.Has(SegmentTraits.HasTimestamps) && sender.Has(FinAckedNow | FinAckEchoesLatest)
        && SequenceNumber.IsAtOrAfter(sender.FinTimestamp, segment.TimestampValue);

    /// <summary>Takes the first FIN of its sender.</summary>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="sender">The sender, which has no FIN yet.</param>
    /// <param name="receiver">Its peer.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="frame">Its packet, counted from the connection's first.</param>
    /// <param name="nextBefore">What its sender had sent before it.</param>
    public static void TakeFirst(
        in Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame, uint nextBefore)
    {
        sender.Evidence |= LastWasFin;
        sender.FinTime = segment.Time;
        sender.FinFrame = frame;
        sender.FinAcknowledgment = AcknowledgmentOf(segment, receiver);
        Begin(connection, ref sender, ref receiver, segment, frame, nextBefore);
        sender.FinFingerprint = Fingerprint(segment);
        sender.FinTimestamp = segment.TimestampValue;
    }

    private static void Begin(
        in Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame, uint nextBefore)
    {
        uint end = segment.SegmentEnd;
        sender.Evidence |= Fin;
        sender.FinEnd = end;
        if (SequenceNumber.IsAtOrAfter(nextBefore, end))
            sender.Evidence = (sender.Evidence & ~FinMissed) | (IsBehindLater(sender, receiver, segment) ? None : FinFirstMissed);
        else
            sender.Advance(end);
        sender.On(TcpEvent.SendFin);

        // The acknowledgement may stand before the FIN in the capture (several queues, or the FIN's first transmission was not captured).
        if (receiver.Has(Ack) && receiver.Acked == end)
        {
            // Which segment it was is known where that was the last before the FIN; that it came no later than the last, always.
            sender.Evidence |= FinAcked | FinAckedNow;
            sender.FinAckTime = connection.LastTime;
            sender.FinAckFrame = connection.IsReply(segment) ? connection.LastFrame : frame;

            // It had received this FIN before it sent its own: it is the passive closer, whatever the order of the capture.
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

    /// <summary>Whether a FIN was sent before something that its sender has sent already: the capture shows it late, and it takes nothing back.</summary>
    private static bool IsBehindLater(in Endpoint sender, in Endpoint receiver, in TcpSegment segment) =>
        sender.Has(Ack) && SequenceNumber.IsAfter(sender.Acked, AcknowledgmentOf(segment, receiver));

    private void Repeat(in Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        sender.FinAcknowledgment = SequenceNumber.Earlier(sender.FinAcknowledgment, AcknowledgmentOf(segment, receiver));

        if (IsBehindLater(sender, receiver, segment))
            return;
        EndpointEvidence repetition = RepetitionOf(sender, receiver, segment);
        sender.Evidence |= repetition;

        // There are some: that it came again was counted.
        ref RareFacts facts = ref rare[connection.Rare];
        if (repetition == FinRepeatedUnacked)
            facts.LossesOf(segment).FinRepeatTime = segment.Time;

        // What may have crossed its acknowledgement has its answer on the way.
        if (repetition != FinRepeatedEarly)
            sender.CountUnanswered();

        if (sender.Has(FinAckedNow))
            TakeAcknowledgmentBack(ref sender);
        if (receiver.State == TcpState.TimeWait)
            facts.TimeWaitRestart = segment.Time - ReuseRules.TimeWaitStart(connection);
    }

    /// <summary>
    /// Takes a segment with what stands before its sender's FIN, sent again: where that filled a hole, it is this that goes again for want of an
    /// acknowledgement, and not the FIN. Only a newer timestamp than the FIN's tells it from a copy that the network delivers late.
    /// </summary>
    /// <returns>Whether the acknowledgement of the FIN was lost.</returns>
    public static bool TryTakeRepetitionBefore(ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        bool isNewer = segment.Has(SegmentTraits.HasTimestamps) && SequenceNumber.IsAfter(segment.TimestampValue, sender.FinTimestamp);
        if (!sender.Has(FinAckedNow) || !isNewer || !WasAcknowledgmentDue(sender, receiver, segment))
            return false;
        sender.Evidence |= FinRepeatedLate;
        TakeAcknowledgmentBack(ref sender);
        return true;
    }

    /// <summary>
    /// Takes a segment with what its receiver lacks next, as far as its own ACKs tell, sent again before any acknowledgement of the FIN behind it was seen:
    /// that was lost, or the acknowledgement of all of it. Which, an echo of the timestamps tells.
    /// </summary>
    /// <remarks>That it was sent again has been counted.</remarks>
    public void TakeUnacknowledgedBefore(in Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!sender.Has(Fin) || sender.Has(FinAcked) || !receiver.Has(Ack) || segment.Sequence != receiver.Acked)
            return;
        bool isOlder = segment.Has(SegmentTraits.HasTimestamps) && !SequenceNumber.IsAfter(segment.TimestampValue, sender.FinTimestamp);

        // What goes again sooner than any timeout was asked for by selective acknowledgements (RFC 6675): the FIN had no time to be answered.
        bool isFast = segment.Time - sender.FinTime < SegmentRules.PresumedRoundTripNs;

        // Who has spoken since the FIN could have come, and did not acknowledge it, lacks what stands before it.
        long spoke = connection.IsReply(segment) ? connection.LastTime : receiver.Has(Fin) ? receiver.FinTime : sender.FinTime;
        bool isAskedFor = spoke - sender.FinTime >= SegmentRules.RoundTripNs(receiver) / 2;
        if (isOlder || isFast || isAskedFor)
            return;
        sender.Evidence |= FinRepeatedUnacked;
        sender.FinTimestamp = segment.TimestampValue;
        rare[connection.Rare].LossesOf(segment).FinRepeatTime = segment.Time;
    }

    /// <summary>The acknowledgement of its FIN was presumed delivered; its sender says otherwise (SPEC 3).</summary>
    private static void TakeAcknowledgmentBack(ref Endpoint sender)
    {
        sender.Evidence &= ~FinAckedNow;
        sender.On(TcpEvent.RepeatFin);
    }

    private static EndpointEvidence RepetitionOf(in Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!sender.Has(FinAcked))
            return FinRepeatedUnacked;
        return WasAcknowledgmentDue(sender, receiver, segment) ? FinRepeatedLate : FinRepeatedEarly;
    }

    /// <summary>
    /// Whether the acknowledgement seen should have reached the sender before it repeated its FIN. What the repetition does not acknowledge went
    /// ahead of that acknowledgement and had not arrived either: then the round trip measured before does not hold, or all of it was lost. One just behind
    /// the acknowledgement may be what that answers, captured out of order.
    /// </summary>
    private static bool WasAcknowledgmentDue(in Endpoint sender, in Endpoint receiver, in TcpSegment segment) =>
        segment.Time - sender.FinAckTime > Math.Max(SegmentRules.RoundTripNs(sender), MirrorFilter.WindowNs)
        && (!receiver.Has(Seen) || SequenceNumber.IsAtOrAfter(AcknowledgmentOf(segment, receiver), receiver.Next));

    private static uint Fingerprint(in TcpSegment segment) => ((uint)segment.Checksum << 16) | segment.Identification;

    private static uint AcknowledgmentOf(in TcpSegment segment, in Endpoint receiver) =>
        segment.Has(TcpFlags.Ack) ? segment.Acknowledgment : receiver.InitialSequence;
}
