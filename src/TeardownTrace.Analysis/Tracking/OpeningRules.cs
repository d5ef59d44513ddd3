using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>What SYN, SYN-ACK and the ACK of them tell (RFC 9293 3.5 and 3.10.7.3), and the round trips they measure.</summary>
internal sealed class OpeningRules(Slab<RareFacts> rare)
{
    /// <summary>
    /// Whether an ACK answers a SYN without acknowledging it: it comes from an older connection (RFC 9293 3.10.7.3, figure 9), and tells only that its sender
    /// has not opened this one. A segment with data or FIN that acknowledges a little more than was captured is this connection's: the capture missed the
    /// SYN-ACK, and what the client sent next.
    /// </summary>
    public static bool IsOldAck(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment) =>
        receiver.Has(Syn) && !sender.HasAny(Seen) && !connection.Has(ConnectionMarks.Established)
        && (segment.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Ack
        && !receiver.IsSynAcknowledgedBy(segment)
        && !(SpeaksOn(segment) && segment.Acknowledgment - receiver.Next < IncarnationRules.FittingReach);

    /// <summary>Takes an answer to a SYN from an older connection. Its number is kept: the RST that answers it will carry that (RFC 9293 3.10.7.3).</summary>
    public static void TakeOldAck(ref Connection connection, in TcpSegment segment)
    {
        connection.Marks |= ConnectionMarks.OldAck;
        connection.SenderOf(segment).Acked = segment.Acknowledgment;
        connection.TakeTurn(segment);
    }

    /// <summary>
    /// Takes a bare ACK that is known to follow a SYN-ACK which the capture missed. One that acknowledges more than the SYN shows that the handshake was
    /// completed.
    /// </summary>
    public static void TakeBehindMissedSynAck(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment)
    {
        receiver.Evidence |= SynAcked;
        if (segment.Acknowledgment == receiver.Next)
        {
            sender.On(TcpEvent.SendSynAck);
            return;
        }

        sender.On(TcpEvent.HandshakeProved);
        receiver.On(TcpEvent.HandshakeProved);
        connection.Marks |= ConnectionMarks.Established;
    }

    /// <summary>Takes a SYN or SYN-ACK.</summary>
    public void TakeSyn(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, bool timing)
    {
        // A SYN-ACK with another number repeats nothing: who sent it has forgotten the first, or never kept it (SYN cookies).
        bool isAnother = segment.Has(TcpFlags.Ack) && segment.Sequence != sender.InitialSequence
            && sender.Has(SynAck) && !sender.HasAny(Syn | SynAcked) && !connection.Has(ConnectionMarks.Established);
        if (isAnother)
            (sender.Evidence, sender.Wraps) = (sender.Evidence & ~SynAck, 0);
        if (sender.HasAny(segment.Has(TcpFlags.Ack) ? SynAck : Syn))
        {
            sender.Evidence |= SynRepeated;
            RareFacts.CountRetransmission(ref connection, segment, rare);
            sender.CountUnanswered();
        }
        else
        {
            TakeFirst(ref connection, ref sender, segment, timing);
        }

        Open(ref connection, ref sender, ref receiver, segment);
    }

    /// <summary>Takes the numbers of a SYN or SYN-ACK that its sender had not sent before.</summary>
    public static void TakeFirst(ref Connection connection, ref Endpoint sender, in TcpSegment segment, bool timing)
    {
        bool acknowledges = segment.Has(TcpFlags.Ack);
        EndpointEvidence kind = acknowledges ? SynAck : Syn;
        if (!sender.HasAny(Syn | SynAck))
        {
            FinRules.ForgetBeforeSyn(ref sender, segment);
            sender.InitialSequence = segment.Sequence;
            if (!sender.HasAny(Data | Fin))
                sender.Next = segment.Sequence;
            sender.Next = SequenceNumber.Later(segment.SegmentEnd, sender.Next);
            sender.Wraps = (byte)(sender.Next < segment.Sequence ? 1 : 0);
        }

        sender.Evidence |= segment.PayloadLength > 0 ? kind | SynData | Data | LastWasData : kind;
        connection.Marks |= ConnectionMarks.TimingHandshake;
        if (acknowledges && timing)
            sender.MeasureRoundTrip(segment.Time - connection.LastTime);
    }

    /// <summary>Takes what a SYN or SYN-ACK, its numbers already taken, says of states and windows.</summary>
    public static void Open(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment)
    {
        bool acknowledges = segment.Has(TcpFlags.Ack);
        sender.Evidence |= LastWasSyn;
        bool hasScale = segment.Has(SegmentTraits.HasWindowScale);
        if (hasScale || segment.Has(SegmentTraits.OptionsCut))
        {
            sender.WindowShift = hasScale ? segment.WindowScale : TcpOptions.LargestShift;
            sender.Evidence |= WindowScale;
        }

        if (acknowledges && receiver.HasAny(Syn | SynAck) && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence))
        {
            receiver.Evidence |= SynAcked;
            receiver.On(TcpEvent.SynAcknowledged);

            // Offered and not taken up: neither end uses them (RFC 7323 3.2).
            if (!segment.Has(SegmentTraits.HasTimestamps) && !segment.Has(SegmentTraits.OptionsCut))
                receiver.Evidence &= ~Timestamps;
        }

        sender.On(acknowledges ? TcpEvent.SendSynAck : TcpEvent.SendSyn);
        if (!acknowledges && receiver.State == TcpState.Closed && !receiver.Has(Seen))
            receiver.State = TcpState.Listen;

        // Who sends its SYN's number again with an ACK has been sent a SYN meanwhile (RFC 9293 3.10.7.3), captured or not.
        if (sender.Has(Syn) && (receiver.Has(Syn) || (acknowledges && segment.Sequence == sender.InitialSequence)))
            connection.Marks |= ConnectionMarks.SimultaneousOpen;
    }

    /// <summary>A segment without SYN may be the one that opens: the ACK of the peer's SYN, seen or (where that SYN was not captured) proved.</summary>
    public static void TakeAnswer(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, bool timing)
    {
        bool acknowledgesSyn = receiver.HasAny(Syn | SynAck) && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence);
        if (acknowledgesSyn && !receiver.Has(SynAcked))
        {
            receiver.Evidence |= SynAcked;
            if (timing)
                sender.MeasureRoundTrip(segment.Time - connection.LastTime);
        }

        // It goes on behind its SYN, or behind the data that went with it.
        bool speaksAfterItsSyn = sender.State == TcpState.SynSent
            && SequenceNumber.IsAfter(segment.Sequence, sender.InitialSequence) && SequenceNumber.IsAtOrAfter(sender.Next, segment.Sequence)
            && (acknowledgesSyn || !receiver.HasAny(Syn | SynAck));
        // The client was not captured: a server that speaks after its SYN-ACK has received the ACK of it.
        if (sender.State == TcpState.SynReceived && !receiver.Has(Seen) && segment.Sequence == sender.InitialSequence + 1)
        {
            sender.On(TcpEvent.AcknowledgeSyn);
            receiver.On(TcpEvent.HandshakeProved);
            connection.Marks |= ConnectionMarks.Established;
            return;
        }

        // A server that was given data with the SYN may speak before the handshake is over (RFC 7413 4.2.2): this shows no more than a missed SYN-ACK.
        if (acknowledgesSyn && sender.State == TcpState.Listen && receiver.Has(SynData) && SpeaksOn(segment))
            sender.On(TcpEvent.SendSynAck);
        if (acknowledgesSyn && ProvesUnseenHandshake(sender, receiver, segment))
        {
            sender.On(TcpEvent.HandshakeProved);
            receiver.On(TcpEvent.HandshakeProved);
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
            receiver.On(TcpEvent.HandshakeProved);

        if (sender.State >= TcpState.Established && receiver.State >= TcpState.Established && !connection.Has(ConnectionMarks.Established))
        {
            connection.Marks |= ConnectionMarks.Established;
            if (sender.HasAny(Syn | SynAck) && receiver.HasAny(Syn | SynAck))
                connection.Marks |= ConnectionMarks.HandshakeComplete;
        }
    }

    /// <summary>Whether a segment without SYN does more than acknowledge: what turns a SYN down does not.</summary>
    public static bool SpeaksOn(in TcpSegment segment) => segment.PayloadLength > 0 || segment.Has(TcpFlags.Fin);

    /// <summary>
    /// Whether an answer to a SYN shows that the last ACK of the handshake arrived, though it was not captured: its sender goes on behind a SYN-ACK that was
    /// not captured either, acknowledges more than the SYN, or sends data, which waits for that ACK (RFC 9293 3.10.2) unless the SYN brought data.
    /// </summary>
    public static bool ProvesUnseenHandshake(in Endpoint sender, in Endpoint receiver, in TcpSegment segment) => sender.State switch
    {
        TcpState.Listen => SpeaksOn(segment),
        TcpState.SynReceived => receiver.State == TcpState.SynSent
            && (segment.Acknowledgment - receiver.Next - 1 < SegmentRules.FarthestJump || (segment.PayloadLength > 0 && !receiver.Has(SynData))),
        _ => false,
    };
}
