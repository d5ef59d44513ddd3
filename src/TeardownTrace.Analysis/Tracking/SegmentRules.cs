using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// What one segment tells about the two ends of its connection, in the order of RFC 9293 3.10.7.4 and SPEC section 3: what its sender
/// proves to have received, what it sends, what of the peer's is now acknowledged. RSTs are for <see cref="ResetRules"/>.
/// </summary>
internal sealed class SegmentRules(Slab<RareFacts> rare)
{
    /// <summary>Sequence and acknowledgment numbers further ahead than this are not this connection's (RFC 7323 2.3: the largest window is 1 GiB).</summary>
    private const int FarthestJump = 1 << 30;

    /// <summary>A keep-alive breaks a silence; a reordered ACK does not. Nanoseconds.</summary>
    private const long KeepaliveSilenceNs = 100_000_000;

    /// <summary>Taken for the round trip where none was measured: the shortest retransmission timeout in use (Linux TCP_RTO_MIN), less a margin.</summary>
    private const long PresumedRoundTripNs = 150_000_000;

    private const TcpFlags Indifferent = TcpFlags.Psh | TcpFlags.Urg | TcpFlags.Ece | TcpFlags.Cwr;
    private const ConnectionMarks Unusual = ConnectionMarks.Reset | ConnectionMarks.Tentative | ConnectionMarks.TimingHandshake;
    private const EndpointEvidence Running = Seen | Ack;
    private const EndpointEvidence OfLastSegment = LastWasData | LastWasFin | LastWasKeepalive;

    /// <summary>
    /// Takes the ordinary segment of an open connection: in order, ACK only, within what was sent. Such a segment raises what its sender
    /// has sent or acknowledged, so it is no copy, no retransmission, and changes no state.
    /// </summary>
    /// <returns>False when the segment is anything else; nothing was changed then.</returns>
    public static bool TryApplyOrdinary(ref Connection connection, in TcpSegment segment)
    {
        ref Endpoint sender = ref connection.SenderOf(segment);
        ref Endpoint receiver = ref connection.ReceiverOf(segment);
        if ((segment.Flags & ~Indifferent) != TcpFlags.Ack
            || sender.State != TcpState.Established
            || receiver.State != TcpState.Established
            || segment.Sequence != sender.Next
            || (connection.Marks & Unusual) != 0
            || segment.Window == 0
            || !sender.Has(Running)
            || !receiver.Has(Seen)
            || segment.Acknowledgment - sender.Acked > receiver.Next - sender.Acked
            || (segment.PayloadLength == 0 && segment.Acknowledgment == sender.Acked)
            || sender.HasAny(ChallengeDue))
        {
            return false;
        }

        uint grown = segment.Acknowledgment - sender.Acked;
        EndpointEvidence evidence = sender.Evidence & ~(OfLastSegment | (grown != 0 ? AckGrewByOne : None));
        if (grown == 1)
            evidence |= AckGrewByOne;
        if (segment.PayloadLength != 0)
        {
            evidence |= Data | LastWasData;
            sender.Advance(segment.Sequence + segment.PayloadLength);
        }

        if (segment.Has(SegmentTraits.HasTimestamps))
        {
            evidence |= Timestamps;
            sender.TimestampValue = segment.TimestampValue;
        }

        sender.Evidence = evidence;
        sender.Acked = segment.Acknowledgment;
        sender.Window = segment.Window;
        receiver.Unanswered = 0;
        Sign(ref connection, segment);
        return true;
    }

    /// <summary>Takes any segment but a RST.</summary>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="segment">The segment; not a mirror's copy.</param>
    /// <param name="frame">Its packet, counted from the connection's first.</param>
    public void Apply(ref Connection connection, in TcpSegment segment, uint frame)
    {
        ref Endpoint sender = ref connection.SenderOf(segment);
        ref Endpoint receiver = ref connection.ReceiverOf(segment);
        bool timing = connection.Has(ConnectionMarks.TimingHandshake);
        connection.Marks &= ~ConnectionMarks.TimingHandshake;
        if (IsOldAck(connection, sender, receiver, segment))
        {
            connection.Marks |= ConnectionMarks.OldAck;
            sender.Acked = segment.Acknowledgment;
            Sign(ref connection, segment);
            return;
        }

        EndpointEvidence last = sender.Evidence & OfLastSegment;
        sender.Evidence &= ~OfLastSegment;
        bool wasInCloseWait = sender.State == TcpState.CloseWait;
        uint nextBefore = sender.Next;
        bool seenBefore = sender.Has(Seen);

        Greet(ref sender, receiver, segment);
        if (segment.Has(TcpFlags.Ack))
            TakeAcknowledgment(ref connection, ref sender, ref receiver, segment, frame);
        if (segment.Has(TcpFlags.Syn))
            TakeSyn(ref connection, ref sender, ref receiver, segment, timing);
        else if (segment.Has(TcpFlags.Ack))
            TakeOpening(ref connection, ref sender, ref receiver, segment, timing);

        if (!segment.Has(TcpFlags.Syn))
            TakeSequence(ref connection, ref sender, receiver, segment, wasInCloseWait, last);
        if (segment.Has(TcpFlags.Fin))
            TakeFin(ref connection, ref sender, ref receiver, segment, frame, seenBefore ? nextBefore : segment.Sequence);
        if (segment.Window == 0 && !segment.Has(TcpFlags.Syn))
            sender.Evidence |= ZeroWindow;
        sender.Window = segment.Window;
        receiver.Unanswered = 0;
        Sign(ref connection, segment);
    }

    /// <summary>The round trip between the vantage and an end, or what is presumed of it; nanoseconds.</summary>
    internal static long RoundTripNs(in Endpoint end) =>
        end.RoundTripMicroseconds == 0 ? PresumedRoundTripNs : end.RoundTripMicroseconds * 1000L;

    private static void Sign(ref Connection connection, in TcpSegment segment)
    {
        if (segment.Has(SegmentTraits.FromHigh))
            connection.Marks |= ConnectionMarks.LastFromHigh;
        else
            connection.Marks &= ~ConnectionMarks.LastFromHigh;
    }

    /// <summary>
    /// The answer to a SYN that does not acknowledge it comes from an older connection (RFC 9293 3.10.7.3, figure 9): it tells nothing of
    /// this one but that its sender has not opened. Its number is kept, because the RST that answers it will carry it.
    /// </summary>
    private static bool IsOldAck(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment) =>
        receiver.Has(Syn) && !sender.HasAny(Seen) && !connection.Has(ConnectionMarks.Established)
        && (segment.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Ack
        && !(SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence)
            && SequenceNumber.IsAtOrAfter(receiver.Next, segment.Acknowledgment));

    /// <summary>Remembers what an end's first segment tells of it.</summary>
    private static void Greet(ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (!sender.Has(Seen))
        {
            sender.HopLimit = segment.HopLimit;
            sender.InitialSequence = segment.Sequence;
            sender.Next = segment.Sequence;
            sender.Evidence |= Seen;

            // A keep-alive begins one below what was sent: the peer's ACK, seen before, knows better.
            if (receiver.Has(Ack) && receiver.Acked - segment.Sequence == 1 && segment.PayloadLength <= 1 && !segment.Has(TcpFlags.Syn | TcpFlags.Fin))
                sender.InitialSequence = sender.Next = receiver.Acked;
        }

        if (segment.Has(SegmentTraits.HasTimestamps))
        {
            sender.TimestampValue = sender.Has(Timestamps)
                ? SequenceNumber.Later(segment.TimestampValue, sender.TimestampValue)
                : segment.TimestampValue;
            sender.Evidence |= Timestamps;
        }
    }

    private static void TakeAcknowledgment(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame)
    {
        uint acknowledgment = segment.Acknowledgment;
        if (receiver.Has(Seen) && Math.Abs((long)SequenceNumber.Distance(acknowledgment, receiver.Next)) > FarthestJump)
            return;

        if (!sender.Has(Ack))
        {
            sender.Acked = acknowledgment;
            sender.Evidence |= Ack;
        }
        else if (SequenceNumber.IsAfter(acknowledgment, sender.Acked))
        {
            if (acknowledgment - sender.Acked == 1)
                sender.Evidence |= AckGrewByOne;
            else
                sender.Evidence &= ~AckGrewByOne;
            sender.Acked = acknowledgment;
        }

        // Picked up at a keep-alive: its sequence number stood one below what had been sent.
        if (connection.Has(ConnectionMarks.MidStream) && receiver.Has(Seen) && !receiver.HasAny(Data | Fin | Syn | SynAck)
            && receiver.Next == receiver.InitialSequence && acknowledgment - receiver.Next == 1 && receiver.Has(LastWasKeepalive))
        {
            receiver.InitialSequence = receiver.Next = acknowledgment;
        }

        if (receiver.Has(Fin) && acknowledgment == receiver.FinEnd)
            TakeFinAcknowledgment(ref sender, ref receiver, segment, frame);
    }

    private static void TakeFinAcknowledgment(ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame)
    {
        if (!receiver.Has(FinAcked))
        {
            receiver.Evidence |= FinAcked;
            receiver.FinAckTime = segment.Time;
            receiver.FinAckFrame = frame;
            if (segment.Has(SegmentTraits.HasTimestamps) && receiver.HasAny(FinRepeated))
                receiver.Evidence |= segment.TimestampEcho == receiver.FinTimestamp ? FinAckEchoesLatest : FinAckEchoesEarlier;

            // It speaks from beyond everything captured of it, without payload: its own FIN had been sent, and was lost before the vantage.
            if (!sender.Has(Fin) && !segment.Has(TcpFlags.Fin) && segment.PayloadLength == 0 && SequenceNumber.Distance(segment.Sequence, sender.Next) == 1)
                sender.Evidence |= FinAnsweredBeyondNext;
        }

        receiver.Evidence |= FinAckedNow;
        sender.On(TcpEvent.ReceiveFin);
        receiver.On(TcpEvent.FinAcknowledged);
    }

    private void TakeSyn(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, bool timing)
    {
        bool acknowledges = segment.Has(TcpFlags.Ack);
        EndpointEvidence kind = acknowledges ? SynAck : Syn;
        if (segment.PayloadLength > 0)
            sender.Evidence |= SynData | Data | LastWasData;

        if (sender.HasAny(kind))
        {
            sender.Evidence |= SynRepeated;
            CountRetransmission(ref connection, ref sender, segment);
        }
        else
        {
            if (!sender.HasAny(Syn | SynAck))
            {
                sender.InitialSequence = segment.Sequence;
                sender.Next = sender.HasAny(Data | Fin) ? SequenceNumber.Later(sender.Next, segment.SegmentEnd) : segment.SegmentEnd;
            }

            sender.Evidence |= kind;
            connection.Marks |= ConnectionMarks.TimingHandshake;
            if (acknowledges && timing)
                Measure(ref sender, segment.Time - connection.LastTime);
        }

        if (segment.Has(SegmentTraits.HasWindowScale))
        {
            sender.WindowShift = segment.WindowScale;
            sender.Evidence |= WindowScale;
        }

        if (acknowledges && receiver.HasAny(Syn | SynAck) && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence))
        {
            receiver.Evidence |= SynAcked;
            receiver.On(TcpEvent.SynAcknowledged);
        }

        sender.On(acknowledges ? TcpEvent.SendSynAck : TcpEvent.SendSyn);
        if (!acknowledges && receiver.State == TcpState.Closed && !receiver.Has(Seen))
            receiver.State = TcpState.Listen;
        if (sender.Has(Syn) && receiver.Has(Syn))
            connection.Marks |= ConnectionMarks.SimultaneousOpen;
    }

    /// <summary>A segment without SYN may be the one that opens: the ACK of the peer's SYN, seen or (where that SYN was not captured) proved.</summary>
    private static void TakeOpening(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, bool timing)
    {
        bool acknowledgesSyn = receiver.HasAny(Syn | SynAck) && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence);
        if (acknowledgesSyn && !receiver.Has(SynAcked))
        {
            receiver.Evidence |= SynAcked;
            if (timing)
                Measure(ref sender, segment.Time - connection.LastTime);
        }

        bool speaksAfterItsSyn = sender.State == TcpState.SynSent && segment.Sequence == sender.InitialSequence + 1
            && (acknowledgesSyn || !receiver.Has(Seen));
        // The client was not captured: a server that speaks after its SYN-ACK has received the ACK of it.
        if (sender.State == TcpState.SynReceived && !receiver.Has(Seen) && segment.Sequence == sender.InitialSequence + 1)
        {
            sender.On(TcpEvent.AcknowledgeSyn);
            receiver.State = TcpState.Established;
            connection.Marks |= ConnectionMarks.Established;
            return;
        }

        if (sender.State is TcpState.SynReceived or TcpState.Listen ? !acknowledgesSyn : !(acknowledgesSyn || speaksAfterItsSyn))
            return;

        if (sender.State == TcpState.SynSent || (sender.State == TcpState.SynReceived && receiver.HasAny(Syn | SynAck)))
        {
            bool opens = speaksAfterItsSyn || receiver.Has(SynAck) || connection.Has(ConnectionMarks.SimultaneousOpen);
            if (opens)
                sender.On(TcpEvent.AcknowledgeSyn);
        }

        if (receiver.State == TcpState.SynReceived)
            receiver.On(TcpEvent.SynAcknowledged);
        else if (speaksAfterItsSyn && receiver.State is TcpState.Listen or TcpState.Closed)
            receiver.State = TcpState.Established;

        if (sender.State >= TcpState.Established && receiver.State >= TcpState.Established && !connection.Has(ConnectionMarks.Established))
        {
            connection.Marks |= ConnectionMarks.Established;
            if (sender.HasAny(Syn | SynAck) && receiver.HasAny(Syn | SynAck))
                connection.Marks |= ConnectionMarks.HandshakeComplete;
        }
    }

    private void TakeSequence(
        ref Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment, bool wasInCloseWait, EndpointEvidence last)
    {
        bool carriesFin = segment.Has(TcpFlags.Fin);
        uint payloadEnd = segment.Sequence + segment.PayloadLength;
        int ahead = SequenceNumber.Distance(segment.Sequence, sender.Next);
        if (Math.Abs((long)ahead) > FarthestJump || (sender.Has(Fin) && SequenceNumber.IsAfter(payloadEnd, sender.FinEnd)))
            return;

        if (segment.PayloadLength > 0)
            sender.Evidence |= LastWasData;
        if (ahead > 0)
        {
            rare[RareOf(ref connection)].LossesOf(segment).Missing += (uint)ahead;
            sender.Advance(segment.Sequence);
        }

        if (SequenceNumber.IsAfter(payloadEnd, sender.Next))
        {
            sender.Evidence |= Data;
            sender.Advance(payloadEnd);
            if (sender.State == TcpState.CloseWait && (wasInCloseWait || !carriesFin))
                sender.Evidence |= CloseWaitData;
        }
        else if (ahead == -1 && segment.PayloadLength <= 1 && !carriesFin && IsKeepalive(connection, sender, receiver, segment, last))
        {
            sender.Evidence |= Keepalive | LastWasKeepalive;
            CountUnanswered(ref sender);
        }
        else if (segment.PayloadLength > 0)
        {
            if (receiver.State == TcpState.TimeWait)
                connection.Marks |= ConnectionMarks.TimeWaitData;
            if (!TryFill(ref connection, segment) && !carriesFin)
                CountRetransmission(ref connection, ref sender, segment);
        }
    }

    private static bool IsKeepalive(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment, EndpointEvidence last) =>
        (receiver.Window != 0 || !receiver.Has(Seen))
        && (!receiver.Has(Ack) || SequenceNumber.IsAtOrAfter(receiver.Acked, sender.Next))
        && (segment.Time - connection.LastTime >= KeepaliveSilenceNs || (last & LastWasKeepalive) != 0);

    /// <summary>A segment below the highest one may fill a hole: then it is late or the original was lost before the vantage, not sent again in sight.</summary>
    private bool TryFill(ref Connection connection, in TcpSegment segment)
    {
        if (connection.Rare == Connection.None)
            return false;
        ref RareFacts.Losses losses = ref rare[connection.Rare].LossesOf(segment);
        uint filled = Math.Min(losses.Missing, segment.PayloadLength);
        losses.Missing -= filled;
        return filled > 0;
    }

    private void TakeFin(
        ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame, uint nextBefore)
    {
        uint end = segment.SegmentEnd;
        if (Math.Abs((long)SequenceNumber.Distance(end, sender.Next)) > FarthestJump)
            return;

        sender.Fins++;
        sender.Evidence |= LastWasFin;
        uint fingerprint = ((uint)segment.Checksum << 16) | segment.Identification;
        if (!sender.Has(Fin))
        {
            sender.FinTime = segment.Time;
            sender.FinFrame = frame;
            sender.FinAcknowledgment = AcknowledgmentOf(segment, receiver);
            BeginFin(ref sender, ref receiver, segment, frame, nextBefore);
        }
        else if (end != sender.FinEnd)
        {
            // The FIN moved forward: the earlier one was not this connection's, or its owner went on against RFC 9293 3.10.4.
            if (!SequenceNumber.IsAfter(end, sender.FinEnd))
                return;
            sender.Evidence &= ~(FinAcked | FinAckedNow);
            BeginFin(ref sender, ref receiver, segment, frame, nextBefore);
        }
        else if (fingerprint != sender.FinFingerprint || (segment.Has(SegmentTraits.AtomicDatagram) && !segment.Has(SegmentTraits.HasTimestamps)))
        {
            RepeatFin(ref connection, ref sender, receiver, segment);
        }

        sender.FinFingerprint = fingerprint;
        sender.FinTimestamp = segment.TimestampValue;
    }

    private static void BeginFin(ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame, uint nextBefore)
    {
        uint end = segment.SegmentEnd;
        sender.Evidence |= Fin;
        sender.FinEnd = end;
        if (SequenceNumber.IsAtOrAfter(nextBefore, end))
            sender.Evidence |= FinFirstMissed;
        else
            sender.Advance(end);
        sender.On(TcpEvent.SendFin);

        // The acknowledgement may stand before the FIN in the capture (several queues, or the FIN's first transmission was not captured).
        if (receiver.Has(Ack) && receiver.Acked == end)
        {
            sender.Evidence |= FinAcked | FinAckedNow;
            sender.FinAckTime = segment.Time;
            sender.FinAckFrame = frame;
            receiver.On(TcpEvent.ReceiveFin);
            sender.On(TcpEvent.FinAcknowledged);
        }
    }

    private void RepeatFin(ref Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        sender.Evidence |= FinRepeated;
        sender.FinAcknowledgment = SequenceNumber.Earlier(sender.FinAcknowledgment, AcknowledgmentOf(segment, receiver));
        if (!sender.Has(FinAcked))
            sender.Evidence |= FinRepeatedUnacked;
        else
            sender.Evidence |= segment.Time - sender.FinAckTime > RoundTripNs(sender) ? FinRepeatedLate : FinRepeatedEarly;

        if (sender.Has(FinAckedNow))
        {
            // SPEC 3: the acknowledgement was presumed delivered; its sender says otherwise.
            sender.Evidence &= ~FinAckedNow;
            sender.On(TcpEvent.RepeatFin);
            if (receiver.State == TcpState.TimeWait)
                rare[RareOf(ref connection)].TimeWaitRestart = segment.Time;
        }

        CountRetransmission(ref connection, ref sender, segment);
    }

    private static uint AcknowledgmentOf(in TcpSegment segment, in Endpoint receiver) =>
        segment.Has(TcpFlags.Ack) ? segment.Acknowledgment : receiver.InitialSequence;

    private void CountRetransmission(ref Connection connection, ref Endpoint sender, in TcpSegment segment)
    {
        rare[RareOf(ref connection)].LossesOf(segment).Retransmissions++;
        CountUnanswered(ref sender);
    }

    private static void CountUnanswered(ref Endpoint sender)
    {
        if (sender.Unanswered < byte.MaxValue)
            sender.Unanswered++;
    }

    private static void Measure(ref Endpoint end, long roundTripNs)
    {
        if (roundTripNs >= 0 && roundTripNs < uint.MaxValue * 1000L)
            end.RoundTripMicroseconds = (uint)Math.Max(1, roundTripNs / 1000);
    }

    private int RareOf(ref Connection connection) => RareFacts.Of(ref connection, rare);
}
