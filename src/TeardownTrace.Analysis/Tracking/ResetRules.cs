using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// RSTs: whether one can be accepted (RFC 9293 3.10.7.4, RFC 5961 3.2, as far as the vantage bounds the window), what it was sent for,
/// by what kind of stack, and whether the connection outlived it.
/// </summary>
internal sealed class ResetRules(Slab<RareFacts> rare)
{
    /// <summary>Routes change by a hop or two; more says that something else sent the RST.</summary>
    private const int HopLimitTolerance = 2;

    /// <summary>Takes a RST.</summary>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="segment">The segment; not a mirror's copy.</param>
    /// <param name="frame">Its packet, counted from the connection's first.</param>
    public void Apply(ref Connection connection, in TcpSegment segment, uint frame)
    {
        ref Endpoint sender = ref connection.SenderOf(segment);
        ref Endpoint receiver = ref connection.ReceiverOf(segment);
        receiver.Evidence &= ~ChallengeDue;
        connection.Marks &= ~ConnectionMarks.TimingHandshake;
        bool foreign = sender.Has(Seen) && Math.Abs(segment.HopLimit - sender.HopLimit) > HopLimitTolerance;
        if (foreign)
            connection.Marks |= ConnectionMarks.RstTtlMismatch;

        if (IsAnswerToOldAck(connection, sender, receiver, segment))
        {
            TakeRejectedReuse(ref connection, segment, frame, foreign);
            return;
        }

        ResetGrade grade = Grade(connection, sender, receiver, segment);
        bool afterClose = connection.IsClosedByFins;
        bool acceptable = grade >= (afterClose ? ResetGrade.Exact : ResetGrade.Plausible);

        // What was sent again has got an answer after all, unless something on the way spoke for its receiver.
        if (acceptable && !foreign)
            receiver.Unanswered = 0;
        if (connection.Has(ConnectionMarks.Reset))
        {
            TakeSecond(ref connection, segment, grade);
            return;
        }

        if (!acceptable)
        {
            connection.Marks |= ConnectionMarks.RstIgnored;
            return;
        }

        ref ResetFacts reset = ref rare[RareFacts.Of(ref connection, rare)].Reset;
        if (!afterClose || !connection.Has(ConnectionMarks.RstAfterClose))
        {
            reset = new ResetFacts
            {
                Time = segment.Time,
                Frame = frame,
                Sequence = segment.Sequence,
                ByHigh = segment.Has(SegmentTraits.FromHigh),
                Grade = grade,
                Phase = PhaseOf(connection, receiver, segment, afterClose),
                Cause = CauseOf(connection, sender, receiver, segment),
                Origin = OriginOf(connection, sender, receiver, segment, foreign),
            };
        }

        connection.Marks |= afterClose ? ConnectionMarks.RstAfterClose | ConnectionMarks.TimeWaitEnded : ConnectionMarks.Reset;
        if (grade != ResetGrade.Plausible)
        {
            // Whose number fits exactly proves with its ACK, too, what its sender had received: a FIN, perhaps, that was not captured.
            if (WasOpened(connection) && AcknowledgesUnseen(receiver, segment))
                sender.Acknowledge(segment.Acknowledgment);
            return;
        }

        receiver.Evidence |= ChallengeDue;
        if (AcknowledgesUnseen(receiver, segment))
            connection.Marks |= ConnectionMarks.GapAcknowledged;
    }

    /// <summary>
    /// Takes note of a segment that is no RST after an accepted one. A plausible RST that its receiver outlived by a round trip, or any that
    /// both ends outlived, closed nothing.
    /// </summary>
    public void Contradict(ref Connection connection, in TcpSegment segment)
    {
        ref ResetFacts reset = ref rare[connection.Rare].Reset;
        bool bySender = segment.Has(SegmentTraits.FromHigh) == reset.ByHigh;
        if (bySender && reset.Phase == ResetPhase.Handshake && segment.Has(TcpFlags.Syn | TcpFlags.Ack))
        {
            // Who is said to have refused the SYN accepts it: the RST was not its own, or it answered an earlier try.
            Withdraw(ref connection, ref reset);
            return;
        }

        // Who has sent a RST has no connection to speak on from; a segment just behind it may only be out of order.
        long since = segment.Time - reset.Time;
        if (since <= (bySender ? MirrorFilter.WindowNs : SegmentRules.RoundTripNs(connection)))
        {
            if (bySender && segment.SegmentEnd == reset.Sequence)
                TakeOvertaken(ref connection, ref reset, segment);
            return;
        }

        bool outlived = reset.Grade == ResetGrade.Plausible || (!bySender && reset.SenderWentOn);
        reset.SenderWentOn |= bySender;
        if (outlived)
            Withdraw(ref connection, ref reset);
    }

    /// <summary>Takes a segment captured just behind a RST that stands at its end: it went before, and says where the RST came.</summary>
    private static void TakeOvertaken(ref Connection connection, ref ResetFacts reset, in TcpSegment segment)
    {
        reset.Grade = ResetGrade.Exact;
        ref readonly Endpoint receiver = ref connection.ReceiverOf(segment);
        bool opened = segment.Has(TcpFlags.Ack) && receiver.Has(SynAck) && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence);
        if (reset.Phase == ResetPhase.Handshake && opened)
            reset.Phase = ResetPhase.Established;
    }

    /// <summary>An ACK that raises nothing, from an end that has just been sent a SYN or an inexact RST, is a challenge ACK (RFC 5961 3.2 and 4.2).</summary>
    public void TakeChallenge(ref Connection connection, in TcpSegment segment)
    {
        ref Endpoint sender = ref connection.SenderOf(segment);
        if (!sender.Has(ChallengeDue))
            return;

        sender.Evidence &= ~ChallengeDue;
        bool raisesNothing = segment.PayloadLength == 0 && !segment.Has(TcpFlags.Fin) && !segment.Has(TcpFlags.Syn)
            && segment.Sequence == sender.Next && segment.Acknowledgment == sender.Acked;
        if (!raisesNothing)
            return;
        connection.Marks |= ConnectionMarks.ChallengeAck;
        if (connection.Has(ConnectionMarks.Reset))
            Withdraw(ref connection, ref rare[connection.Rare].Reset);
    }

    /// <summary>Takes a RST back that closed nothing.</summary>
    private static void Withdraw(ref Connection connection, ref ResetFacts reset)
    {
        connection.Marks = (connection.Marks & ~ConnectionMarks.Reset) | ConnectionMarks.RstIgnored;
        reset = default;
    }

    /// <summary>
    /// The client's SYN met a TIME_WAIT, which answered with its last ACK; RFC 9293 3.10.7.3 has the client answer that with a RST made of the
    /// ACK's own number.
    /// </summary>
    private static bool IsAnswerToOldAck(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment) =>
        connection.Has(ConnectionMarks.OldAck) && sender.Has(Syn) && !receiver.HasAny(Syn | SynAck)
        && segment.Sequence == receiver.Acked && !segment.Has(TcpFlags.Ack);

    private void TakeRejectedReuse(ref Connection connection, in TcpSegment segment, uint frame, bool foreign)
    {
        connection.Marks |= ConnectionMarks.RejectedReuseReset;
        ref ResetFacts reset = ref rare[RareFacts.Of(ref connection, rare)].Reset;
        reset = new ResetFacts
        {
            Time = segment.Time,
            Frame = frame,
            Sequence = segment.Sequence,
            ByHigh = segment.Has(SegmentTraits.FromHigh),
            Grade = ResetGrade.Exact,
            Phase = ResetPhase.Handshake,
            Cause = ResetCause.RejectedReuse,
            Origin = foreign ? ResetOrigin.Middlebox : ResetOrigin.NoSocket,
        };
    }

    private static ResetGrade Grade(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment)
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
    private static long WindowOf(in Endpoint receiver, in Endpoint sender, in TcpSegment segment)
    {
        if (!receiver.Has(Seen) || AcknowledgesUnseen(receiver, segment))
            return SegmentRules.FarthestJump;
        bool scaled = MayScale(receiver) && MayScale(sender) && !receiver.Has(LastWasSyn);
        int shift = receiver.Has(WindowScale) ? receiver.WindowShift : TcpOptions.LargestShift;
        return (long)receiver.Window << (scaled ? shift : 0);
    }

    /// <summary>Whether an end offered to scale windows, or its SYN was not captured.</summary>
    private static bool MayScale(in Endpoint end) => end.Has(WindowScale) || !end.HasAny(Syn | SynAck);

    /// <summary>A RST that covers more of its receiver than was captured: what that announced meanwhile was not captured either.</summary>
    private static bool AcknowledgesUnseen(in Endpoint receiver, in TcpSegment segment) =>
        receiver.Has(Seen) && segment.Has(TcpFlags.Ack) && segment.Acknowledgment - receiver.Next - 1 < SegmentRules.FarthestJump;

    /// <summary>
    /// Another exact RST after the one that closed. The same side confirms its own; the other's crossed it when nothing came in between, or
    /// when a socket sent it.
    /// </summary>
    private void TakeSecond(ref Connection connection, in TcpSegment segment, ResetGrade grade)
    {
        ref ResetFacts reset = ref rare[connection.Rare].Reset;
        if (grade != ResetGrade.Exact)
            return;
        if (segment.Has(SegmentTraits.FromHigh) == reset.ByHigh)
            reset.Grade = ResetGrade.Exact;
        else
            reset.ByBoth |= connection.Has(ConnectionMarks.LastFromHigh) != reset.ByHigh || segment.Has(TcpFlags.Ack);
    }

    private static bool AnswersFirstSyn(in Connection connection, in Endpoint sender, in Endpoint receiver) =>
        receiver.Has(Syn) && !sender.HasAny(Syn | SynAck) && !connection.Has(ConnectionMarks.Established);

    /// <summary>A stack without a socket answers a segment that carries no ACK with sequence number 0 and an ACK of all of it (RFC 9293 3.5.2).</summary>
    private static bool AnswersWithoutAck(in Endpoint receiver, in TcpSegment segment) =>
        receiver.Has(Seen) && !receiver.HasAny(Ack | Syn | SynAck) && segment.Has(TcpFlags.Ack)
        && segment.Sequence == 0 && segment.Acknowledgment == receiver.Next;

    private static ResetPhase PhaseOf(in Connection connection, in Endpoint receiver, in TcpSegment segment, bool afterClose)
    {
        if (afterClose)
            return ResetPhase.AfterClose;
        if (!WasOpened(connection) && !AcknowledgesData(connection, receiver, segment))
            return ResetPhase.Handshake;
        return connection.Low.Has(Fin) || connection.High.Has(Fin) ? ResetPhase.Closing : ResetPhase.Established;
    }

    /// <summary>A FIN behind the own SYN-ACK closes what was open; one that comes with the SYN does not.</summary>
    private static bool WasOpened(in Connection connection) =>
        connection.Has(ConnectionMarks.Established) || connection.Low.Has(SynAck | Fin) || connection.High.Has(SynAck | Fin);

    /// <summary>A RST that covers more of its receiver than the SYN was sent by who had received data: the handshake was over, though the vantage did not see it.</summary>
    private static bool AcknowledgesData(in Connection connection, in Endpoint receiver, in TcpSegment segment) =>
        connection.HasSynAck && !receiver.Has(SynData) && segment.Has(TcpFlags.Ack)
        && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence + 1);

    private static ResetCause CauseOf(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (AnswersFirstSyn(connection, sender, receiver))
            return ResetCause.Refused;
        if (sender.Has(LastWasKeepalive) && sender.Unanswered > 0)
            return ResetCause.KeepaliveTimeout;

        bool live = segment.Has(TcpFlags.Ack) && (segment.Window != 0 || segment.Has(SegmentTraits.HasOptions));
        bool answers = connection.IsReply(segment)
            || connection.Has(ConnectionMarks.OnlyResets) || IsAmidOwnData(sender, segment);
        if (AnswersWithoutAck(receiver, segment))
            return ResetCause.UnknownConnection;
        if (live)
            return ResetCause.Abort;
        if (sender.Has(Fin) && (LeavesDataUnacknowledged(sender, receiver) || (answers && receiver.Has(LastWasData))))
            return ResetCause.DataAfterClose;
        if (!answers)
            return ResetCause.Abort;
        if (sender.Has(Fin) && receiver.Has(LastWasFin))
            return ResetCause.FinAnswered;
        return segment.Has(TcpFlags.Ack) ? ResetCause.Abort : ResetCause.UnknownConnection;
    }

    /// <summary>
    /// Who cuts its connection does it at what it would send next (RFC 9293 3.10.5), or at its FIN; a bare RST from before that took its number from
    /// an ACK, captured before or not.
    /// </summary>
    private static bool IsAmidOwnData(in Endpoint sender, in TcpSegment segment) =>
        !segment.Has(TcpFlags.Ack) && sender.Has(Seen)
        && SequenceNumber.IsAfter(sender.Has(Fin) ? sender.FinEnd - 1 : sender.Next, segment.Sequence);

    /// <summary>Whether an end's peer sent data that no ACK of the end covers: it came, or was on its way, when the end had closed.</summary>
    private static bool LeavesDataUnacknowledged(in Endpoint end, in Endpoint peer) =>
        peer.Has(Data) && end.Has(Ack) && SequenceNumber.IsAfter(peer.Has(Fin) ? peer.FinEnd - 1 : peer.Next, end.Acked);

    private static ResetOrigin OriginOf(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment, bool foreign)
    {
        if (foreign)
            return ResetOrigin.Middlebox;
        bool plain = segment.Window == 0 && !segment.Has(SegmentTraits.HasOptions);
        if (segment.Has(TcpFlags.Ack))
        {
            if (!plain)
                return ResetOrigin.LiveSocket;
            return AnswersFirstSyn(connection, sender, receiver) || AnswersWithoutAck(receiver, segment) ? ResetOrigin.NoSocket : ResetOrigin.Unknown;
        }

        bool echoes = receiver.Has(Ack) && segment.Sequence == receiver.Acked;
        return plain && echoes ? ResetOrigin.NoSocket : ResetOrigin.Unknown;
    }
}
