using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// What one segment tells about the two ends of its connection, in the order of RFC 9293 3.10.7.4 and SPEC section 3: what its sender
/// proves to have received, what it sends, what of the peer's is now acknowledged. What a SYN tells stands in <see cref="OpeningRules"/>, what a FIN
/// tells in <see cref="FinRules"/>. RSTs do not come here, but to <see cref="ResetRules"/>.
/// </summary>
internal sealed class SegmentRules(Slab<RareFacts> rare)
{
    /// <summary>Sequence and acknowledgment numbers further ahead than this are not this connection's (RFC 7323 2.3: the largest window is 1 GiB).</summary>
    internal const int FarthestJump = 1 << 30;

    /// <summary>A keep-alive breaks a silence; a reordered ACK does not. Nanoseconds.</summary>
    private const long KeepaliveSilenceNs = 100_000_000;

    private readonly FinRules _fins = new(rare);
    private readonly OpeningRules _openings = new(rare);

    /// <summary>What is known of an end's latest segment only.</summary>
    internal const EndpointEvidence OfLastSegment = LastWasData | LastWasFin | LastWasKeepalive | LastWasSyn;

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
        bool isOfOpened = IsOfOpened(connection, sender, receiver, segment);
        if (!isOfOpened && OpeningRules.IsOldAck(connection, sender, receiver, segment))
        {
            OpeningRules.TakeOldAck(ref connection, segment);
            return;
        }

        EndpointEvidence last = sender.Evidence & OfLastSegment;
        sender.Evidence &= ~OfLastSegment;
        bool wasInCloseWait = sender.State == TcpState.CloseWait;
        uint nextBefore = sender.Next;
        bool seenBefore = sender.Has(Seen);

        NoteSender(ref sender, ref receiver, segment);
        FinRules.TakeFromBeyond(ref sender, receiver, segment);
        if (segment.Has(TcpFlags.Ack))
            TakeAcknowledgment(ref connection, ref sender, ref receiver, segment, frame);
        if (segment.Has(TcpFlags.Syn))
            _openings.TakeSyn(ref connection, ref sender, ref receiver, segment, timing);
        else if (isOfOpened)
            OpeningRules.TakeBehindMissedSynAck(ref connection, ref sender, ref receiver, segment);
        else if (segment.Has(TcpFlags.Ack))
            OpeningRules.TakeAnswer(ref connection, ref sender, ref receiver, segment, timing);

        if (!segment.Has(TcpFlags.Syn))
            TakeSequence(ref connection, ref sender, receiver, segment, wasInCloseWait, last);
        if (segment.Has(TcpFlags.Fin))
            _fins.Take(ref connection, ref sender, ref receiver, segment, frame, seenBefore ? nextBefore : segment.Sequence);
        if (segment.Window == 0 && !segment.Has(TcpFlags.Syn))
            sender.Evidence |= ZeroWindow;
        sender.Window = segment.Window;
        sender.HopLimit = segment.HopLimit;
        receiver.Unanswered = 0;
        connection.TakeTurn(segment);
    }

    /// <summary>Remembers what a segment tells of its sender before anything else: its timestamp and, the first time, where its numbers begin.</summary>
    internal static void NoteSender(ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment)
    {
        if (!sender.Has(Seen))
        {
            sender.InitialSequence = segment.Sequence;
            sender.Next = segment.Sequence;
            sender.Evidence |= Seen;

            // A FIN that came without ACK, as with a SYN, acknowledged nothing of this end's.
            if (receiver.Has(Fin) && !receiver.Has(Ack))
                receiver.FinAcknowledgment = segment.Sequence;

            // A keep-alive begins one below what was sent: the peer's ACK, seen before, knows better.
            if (receiver.Has(Ack) && receiver.Acked - segment.Sequence == 1 && segment.PayloadLength <= 1 && !segment.Has(TcpFlags.Syn | TcpFlags.Fin))
                sender.InitialSequence = sender.Next = receiver.Acked;
        }

        sender.TakeTimestamp(segment);
    }

    /// <summary>Whether an ACK answers a SYN into TIME_WAIT behind a SYN-ACK that the capture missed.</summary>
    private bool IsOfOpened(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment) =>
        sender.State == TcpState.Listen && connection.Rare != Connection.None && ReuseRules.IsOfOpened(rare[connection.Rare].Reuse, receiver, segment);

    private static void TakeAcknowledgment(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame)
    {
        uint acknowledgment = segment.Acknowledgment;
        if (receiver.Has(Seen) && SequenceNumber.AreApart(acknowledgment, receiver.Next, FarthestJump))
            return;

        sender.Acknowledge(acknowledgment);
        if (receiver.Has(Hole) && acknowledgment == receiver.Next)
        {
            receiver.Evidence &= ~Hole;
            connection.Marks |= ConnectionMarks.GapAcknowledged;
        }

        // Picked up at a keep-alive: its sequence number stood one below what had been sent.
        if (connection.Has(ConnectionMarks.MidStream) && receiver.Has(Seen) && !receiver.HasAny(Data | Fin | Syn | SynAck)
            && receiver.Next == receiver.InitialSequence && acknowledgment - receiver.Next == 1 && receiver.Has(LastWasKeepalive))
        {
            receiver.InitialSequence = receiver.Next = acknowledgment;
        }

        if (receiver.Has(Fin) && acknowledgment == receiver.FinEnd)
        {
            FinRepetitionRules.TakeSecondAnswer(connection, sender, ref receiver, segment);
            FinRules.TakeAcknowledgment(ref sender, ref receiver, segment, frame);
        }
    }

    private void TakeSequence(
        ref Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment, bool wasInCloseWait, EndpointEvidence last)
    {
        bool carriesFin = segment.Has(TcpFlags.Fin);
        uint payloadEnd = segment.Sequence + segment.PayloadLength;
        int ahead = SequenceNumber.Distance(segment.Sequence, sender.Next);
        if (SequenceNumber.AreApart(segment.Sequence, sender.Next, FarthestJump) || (sender.Has(Fin) && SequenceNumber.IsAfter(payloadEnd, sender.FinEnd)))
            return;

        if (segment.PayloadLength > 0)
            sender.Evidence |= LastWasData;
        bool isNew = segment.PayloadLength > 0 && SequenceNumber.IsAfter(payloadEnd, sender.Next);
        if (isNew && FinRules.TryTakeBackMissed(ref sender))
            Miss(ref connection, ref sender, segment, from: sender.Next - 1, to: sender.Next);
        if (ahead > 0)
        {
            if (!FinRules.TryTakeMissed(connection, ref sender, receiver, segment))
                Miss(ref connection, ref sender, segment, from: sender.Next, to: segment.Sequence);
            sender.Advance(segment.Sequence);
        }

        if (isNew)
        {
            sender.Evidence |= Data;
            sender.Advance(payloadEnd);
            if (sender.State == TcpState.CloseWait && (wasInCloseWait || !carriesFin))
                sender.Evidence |= CloseWaitData;
        }
        else if (ahead == -1 && segment.PayloadLength <= 1 && !carriesFin && IsKeepalive(connection, sender, receiver, segment, last))
        {
            sender.Evidence |= Keepalive | LastWasKeepalive;
            sender.CountUnanswered();
        }
        else if (carriesFin)
        {
            TryFill(ref connection, segment);
        }
        else if (segment.PayloadLength > 0)
        {
            TakeOldData(ref connection, ref sender, receiver, segment);
        }
    }

    /// <summary>Takes data below the highest sequence number, without a FIN: sent again, or captured late.</summary>
    private void TakeOldData(ref Connection connection, ref Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        bool isOld = !FinRepetitionRules.TryTakeBefore(ref sender, receiver, segment);
        if (isOld && receiver.State == TcpState.TimeWait && !connection.IsTimeWaitCut)
            connection.Marks |= ConnectionMarks.TimeWaitData;
        if (TryFill(ref connection, segment))
            return;
        RareFacts.CountRetransmission(ref connection, segment, rare);
        sender.CountUnanswered();
        _fins.Repetitions.TakeUnacknowledgedBefore(connection, ref sender, receiver, segment);
    }

    private void Miss(ref Connection connection, ref Endpoint sender, in TcpSegment segment, uint from, uint to)
    {
        RareFacts.Of(ref connection, rare).LossesOf(segment).Miss(from, to);
        sender.Evidence |= Hole;
    }

    /// <summary>What is not acknowledged as far as the capture shows may be sent again; but nothing without payload is.</summary>
    private static bool IsKeepalive(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment, EndpointEvidence last) =>
        (receiver.Window != 0 || !receiver.Has(Seen))
        && (segment.PayloadLength == 0 || !receiver.Has(Ack) || SequenceNumber.IsAtOrAfter(receiver.Acked, sender.Next))
        && (segment.Time - connection.LastTime >= KeepaliveSilenceNs || (last & LastWasKeepalive) != 0);

    /// <summary>A segment below the highest one may fill a hole: then it is late or the original was lost before the vantage, not sent again in sight.</summary>
    private bool TryFill(ref Connection connection, in TcpSegment segment)
    {
        if (connection.Rare == Connection.None)
            return false;
        ref RareFacts.Losses losses = ref rare[connection.Rare].LossesOf(segment);
        ref readonly Endpoint sender = ref connection.SenderOf(segment);

        // Of a FIN that was jumped over, one number more was missing.
        bool isFinLate = segment.Has(TcpFlags.Fin) && !sender.Has(Fin) && SequenceNumber.IsAtOrAfter(sender.Next, segment.SegmentEnd);
        if (!losses.TryFill(segment.Sequence, segment.Sequence + segment.PayloadLength + (isFinLate ? 1u : 0u)))
            return false;
        if (losses.Missing == 0)
        {
            // Captured late, not missed.
            connection.SenderOf(segment).Evidence &= ~Hole;
            connection.Marks &= ~ConnectionMarks.GapAcknowledged;
        }

        return true;
    }
}
