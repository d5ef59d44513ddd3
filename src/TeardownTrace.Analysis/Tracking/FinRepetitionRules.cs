using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>What a FIN sent again tells, or data before it: which acknowledgements of it were lost, and where (SPEC sections 3 and 5).</summary>
internal sealed class FinRepetitionRules(Slab<RareFacts> rare)
{
    /// <summary>
    /// Takes the first FIN captured of its sender, where that comes long after its acknowledgement: it was sent again, its first transmission was missed, and
    /// that ACK was lost.
    /// </summary>
    public void TakeFirstCaptured(ref Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!sender.Has(FinAcked) || IsBehindLater(sender, receiver, segment) || !WasAcknowledgmentDue(sender, receiver, segment))
            return;
        Count(ref connection, ref sender, segment);
        Repeat(connection, ref sender, receiver, segment);
    }

    /// <summary>Takes a FIN that was captured before.</summary>
    public void Take(ref Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        Count(ref connection, ref sender, segment);
        if (WasAnswered(sender, segment))
            return;
        if (!IsCopy(sender, segment))
            Repeat(connection, ref sender, receiver, segment);
        Remember(ref sender, segment);
    }

    /// <summary>
    /// Takes data from before its sender's FIN that comes again. Where such data had filled a hole, it goes again, and not the FIN, when the acknowledgement of
    /// both was lost. Only a timestamp newer than the FIN's tells it from a copy that the network delivers late: without timestamps it stays in doubt.
    /// </summary>
    /// <returns>Whether the acknowledgement of the FIN was lost.</returns>
    public static bool TryTakeBefore(ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!sender.Has(FinAckedNow) || !WasAcknowledgmentDue(sender, receiver, segment))
            return false;
        if (!segment.Has(SegmentTraits.HasTimestamps))
        {
            // What had been acknowledged before the FIN does not go again for the lost acknowledgement of that.
            if (!receiver.Has(AckGrewByOne))
                sender.Evidence |= FinRepeatedEarly;
            return false;
        }

        if (!SequenceNumber.IsAfter(segment.TimestampValue, sender.FinTimestamp))
            return false;
        sender.Evidence |= FinRepeatedLate;
        TakeAcknowledgmentBack(ref sender);
        return true;
    }

    /// <summary>
    /// Takes data that comes again before any acknowledgement of the FIN behind it was seen, and that the receiver lacks next by its own ACKs. Either the data
    /// was lost, or the acknowledgement of all of it. The timestamp that a later acknowledgement echoes tells which.
    /// </summary>
    /// <remarks>That it was sent again has been counted.</remarks>
    public void TakeUnacknowledgedBefore(in Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!sender.Has(Fin) || sender.Has(FinAcked) || !receiver.Has(Ack) || segment.Sequence != receiver.Acked)
            return;
        bool isOlder = segment.Has(SegmentTraits.HasTimestamps) && !SequenceNumber.IsAfter(segment.TimestampValue, sender.FinTimestamp);

        // What goes again sooner than any timeout was asked for by selective acknowledgements (RFC 6675): the FIN had no time to be answered.
        bool isFast = segment.Time - sender.FinTime < Endpoint.PresumedRoundTripNs;

        // A receiver that spoke when the FIN should have arrived, and did not acknowledge it, lacks what stands before it.
        long spoke = connection.IsReply(segment) ? connection.LastTime : receiver.Has(Fin) ? receiver.FinTime : sender.FinTime;
        bool isAskedFor = spoke - sender.FinTime >= receiver.RoundTripNs / 2;
        if (isOlder || isFast || isAskedFor)
            return;
        sender.Evidence |= FinRepeatedUnacked;
        sender.FinTimestamp = segment.TimestampValue;
        rare[connection.Rare].LossesOf(segment).FinRepeatTime = segment.Time;
    }

    /// <summary>
    /// Notes a second acknowledgement of a FIN from TIME_WAIT, with nothing of the peer between the two, where the FIN was repeated before the first was seen.
    /// TIME_WAIT answers each repetition once (RFC 9293 3.10.7.4): the first acknowledgement was a late answer to an earlier transmission, and crossed the
    /// repetition.
    /// </summary>
    public static void TakeSecondAnswer(in Connection connection, in Endpoint sender, ref Endpoint receiver, in TcpSegment segment)
    {
        if (sender.State == TcpState.TimeWait && !connection.IsReply(segment)
            && receiver.Has(FinRepeatedUnacked | FinAckedNow) && !receiver.Has(FinAckEchoesLatest))
        {
            receiver.Evidence |= FinRepeatedEarly;
        }
    }

    /// <summary>Remembers of a FIN what tells it from a copy.</summary>
    public static void Remember(ref Endpoint sender, in TcpSegment segment)
    {
        sender.FinFingerprint = Fingerprint(segment);
        sender.FinTimestamp = segment.TimestampValue;
    }

    /// <summary>Whether a FIN acknowledges less than its sender has acknowledged already: it was sent earlier, is captured late, and takes nothing back.</summary>
    public static bool IsBehindLater(in Endpoint sender, in Endpoint receiver, in TcpSegment segment) =>
        sender.Has(Ack) && SequenceNumber.IsAfter(sender.Acked, AcknowledgmentOf(segment, receiver));

    /// <summary>What a FIN acknowledges; one without ACK acknowledges nothing of its receiver's.</summary>
    public static uint AcknowledgmentOf(in TcpSegment segment, in Endpoint receiver) =>
        segment.Has(TcpFlags.Ack) ? segment.Acknowledgment : receiver.InitialSequence;

    private void Count(ref Connection connection, ref Endpoint sender, in TcpSegment segment)
    {
        sender.Evidence |= FinRepeated;
        RareFacts.CountRetransmission(ref connection, segment, rare);
    }

    private void Repeat(in Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        sender.FinAcknowledgment = SequenceNumber.Earlier(sender.FinAcknowledgment, AcknowledgmentOf(segment, receiver));

        if (IsBehindLater(sender, receiver, segment))
            return;
        EndpointEvidence repetition = RepetitionOf(sender, receiver, segment);
        sender.Evidence |= repetition;

        // There are rare facts: the repetition was counted in them.
        ref RareFacts facts = ref rare[connection.Rare];
        if (repetition == FinRepeatedUnacked)
            facts.LossesOf(segment).FinRepeatTime = segment.Time;

        // A repetition that may have crossed its acknowledgement has that for an answer.
        if (repetition != FinRepeatedEarly)
            sender.CountUnanswered();

        if (sender.Has(FinAckedNow))
            TakeAcknowledgmentBack(ref sender);
        if (receiver.State == TcpState.TimeWait)
            facts.TimeWaitRestart = segment.Time - ReuseRules.TimeWaitStart(connection);
    }

    /// <summary>The acknowledgement of its FIN was presumed delivered; its sender says otherwise (SPEC 3).</summary>
    private static void TakeAcknowledgmentBack(ref Endpoint sender)
    {
        sender.Evidence &= ~FinAckedNow;
        sender.On(TcpEvent.RepeatFin);
    }

    /// <summary>Whether the acknowledgement captured before a repeated FIN echoes its timestamp or a later one: it is answered, and takes nothing back.</summary>
    private static bool WasAnswered(in Endpoint sender, in TcpSegment segment) =>
        segment.Has(SegmentTraits.HasTimestamps) && sender.Has(FinAckedNow | FinAckEchoesLatest)
        && SequenceNumber.IsAtOrAfter(sender.FinTimestamp, segment.TimestampValue);

    /// <summary>Whether a FIN is a copy made by the network, which has the sender's identification and timestamp: it says nothing about what arrived.</summary>
    private static bool IsCopy(in Endpoint sender, in TcpSegment segment) =>
        Fingerprint(segment) == sender.FinFingerprint
        && (segment.Has(SegmentTraits.HasTimestamps) ? segment.TimestampValue == sender.FinTimestamp : !segment.Has(SegmentTraits.AtomicDatagram));

    private static EndpointEvidence RepetitionOf(in Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!sender.Has(FinAcked))
            return FinRepeatedUnacked;
        return WasAcknowledgmentDue(sender, receiver, segment) ? FinRepeatedLate : FinRepeatedEarly;
    }

    /// <summary>
    /// Whether the acknowledgement seen should have reached the sender before it repeated its FIN. Not if the repetition acknowledges less than the peer had
    /// sent: that has not arrived either, so that the path is slower than was measured, or lost everything. Nor if it comes just behind the acknowledgement: it
    /// may be what that answers, captured out of order.
    /// </summary>
    private static bool WasAcknowledgmentDue(in Endpoint sender, in Endpoint receiver, in TcpSegment segment) =>
        segment.Time - sender.FinAckTime > Math.Max(sender.RoundTripNs, MirrorFilter.WindowNs)
        && (!receiver.Has(Seen) || SequenceNumber.IsAtOrAfter(AcknowledgmentOf(segment, receiver), receiver.Next));

    private static uint Fingerprint(in TcpSegment segment) => ((uint)segment.Checksum << 16) | segment.Identification;
}
