using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// RSTs, and what follows them: which one counts (<see cref="ResetGrading"/>, <see cref="ResetAttribution"/>), and whether the connection outlived it.
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
            TakeRejectedReuse(ref connection, segment, frame, ResetAttribution.OriginOf(connection, sender, receiver, segment, foreign));
            return;
        }

        ResetGrade grade = ResetGrading.Grade(connection, sender, receiver, segment);
        bool afterClose = connection.IsClosedByFins;
        bool acceptable = grade >= (afterClose ? ResetGrade.Exact : ResetGrade.Plausible);

        // It answers what its receiver has sent again, unless something on the way sent it.
        if (acceptable && !foreign)
            receiver.Unanswered = 0;

        // A SYN that it refuses may be captured behind it.
        if (connection.Has(ConnectionMarks.OnlyResets) && segment.Has(TcpFlags.Ack))
            sender.Acked = segment.Acknowledgment;
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

        ref ResetFacts reset = ref RareFacts.Of(ref connection, rare).Reset;
        if (!afterClose || !connection.Has(ConnectionMarks.RstAfterClose))
        {
            reset = new ResetFacts(segment, frame)
            {
                Grade = grade,
                Phase = ResetAttribution.PhaseOf(connection, receiver, segment, afterClose),
                Cause = ResetAttribution.CauseOf(connection, sender, receiver, segment),
                Origin = ResetAttribution.OriginOf(connection, sender, receiver, segment, foreign),
            };
        }

        connection.Marks |= afterClose ? ConnectionMarks.RstAfterClose | ConnectionMarks.TimeWaitEnded : ConnectionMarks.Reset;
        if (grade != ResetGrade.Plausible)
        {
            // An exact RST also proves by its ACK what its sender had received: perhaps a FIN that was not captured.
            if (ResetAttribution.WasOpened(connection) && ResetGrading.AcknowledgesUnseen(receiver, segment))
                sender.Acknowledge(segment.Acknowledgment);
            return;
        }

        receiver.Evidence |= ChallengeDue;
        if (ResetGrading.AcknowledgesUnseen(receiver, segment))
            connection.Marks |= ConnectionMarks.GapAcknowledged;
    }

    /// <summary>
    /// Takes note of a segment without RST that comes after an accepted RST. A plausible RST that its receiver outlived by a round trip, or any that both ends
    /// outlived, closed nothing.
    /// </summary>
    public void TakeSegmentAfter(ref Connection connection, in TcpSegment segment)
    {
        ref ResetFacts reset = ref rare[connection.Rare].Reset;
        if (connection.Has(ConnectionMarks.OnlyResets) && segment.IsSynWithoutAck)
        {
            TakeRefused(ref connection, ref reset, segment);
            return;
        }

        bool bySender = reset.IsBySenderOf(segment);
        long since = segment.Time - reset.Time;
        if (bySender && reset.Phase == ResetPhase.Handshake && segment.Has(TcpFlags.Syn | TcpFlags.Ack))
        {
            // The end that seemed to refuse the SYN accepts it: the RST was not its own, or answered an earlier try. But if the RST stands at the end of the
            // first SYN-ACK, captured too soon behind it to be a repetition, that was sent before it: nobody else knew the number.
            bool isLate = segment.SegmentEnd == reset.Sequence && !connection.SenderOf(segment).Has(SynAck) && since < Endpoint.PresumedRoundTripNs;
            if (isLate)
                TakeOvertaken(ref connection, ref reset, segment);
            else
                Withdraw(ref connection, ref reset);
            return;
        }

        if (since <= MirrorFilter.WindowNs && reset.Cause == ResetCause.UnknownConnection)
            reset.Cause = ResetAttribution.CauseBehind(connection, reset, segment);

        // What crossed the RST may show that the handshake had been over when that was sent.
        if (!bySender && reset.Phase == ResetPhase.Handshake && OpeningRules.ProvesUnseenHandshake(connection.SenderOf(segment), connection.ReceiverOf(segment), segment))
            reset.Phase = ResetPhase.Established;

        // Who has sent a RST has no connection to speak on from; a segment just behind it may only be out of order.
        if (since <= (bySender ? MirrorFilter.WindowNs : connection.RoundTripNs))
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

    /// <summary>Takes a SYN captured just behind the RST that refuses it: the connection began with that, and nothing came before it.</summary>
    private static void TakeRefused(ref Connection connection, ref ResetFacts reset, in TcpSegment syn)
    {
        BeginningRules.BeginLate(ref connection, syn);
        reset.Grade = ResetGrade.Exact;
        reset.Phase = ResetPhase.Handshake;
        reset.Cause = ResetCause.Refused;
        if (reset.Origin == ResetOrigin.Unknown)
            reset.Origin = ResetOrigin.NoSocket;
    }

    /// <summary>Takes a segment captured just behind a RST that stands at the segment's end: it was sent before the RST, and tells in which phase that came.</summary>
    private static void TakeOvertaken(ref Connection connection, ref ResetFacts reset, in TcpSegment segment)
    {
        reset.Grade = ResetGrade.Exact;
        ref readonly Endpoint receiver = ref connection.ReceiverOf(segment);
        bool opened = segment.Has(TcpFlags.Ack) && receiver.Has(SynAck) && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence);
        if (reset.Phase == ResetPhase.Handshake && opened)
            reset.Phase = ResetPhase.Established;

        // Who has answered the SYN does not refuse it, and has a socket.
        if (reset.Cause != ResetCause.Refused)
            return;
        reset.Cause = ResetCause.Abort;
        if (reset.Origin == ResetOrigin.NoSocket)
            reset.Origin = ResetOrigin.Unknown;
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

    private void TakeRejectedReuse(ref Connection connection, in TcpSegment segment, uint frame, ResetOrigin origin)
    {
        connection.Marks |= ConnectionMarks.RejectedReuseReset;
        ref ResetFacts reset = ref RareFacts.Of(ref connection, rare).Reset;
        reset = new ResetFacts(segment, frame)
        {
            Grade = ResetGrade.Exact,
            Phase = ResetPhase.Handshake,
            Cause = ResetCause.RejectedReuse,
            Origin = origin,
        };
    }

    /// <summary>
    /// Takes another RST after the one that closed; it tells nothing unless it is exact. From the same side it confirms that one. From the other side it is no
    /// answer to it (RFC 9293 3.5.2): it answers something from before, and the two crossed, unless the claimed sender of the first has gone on since.
    /// </summary>
    private void TakeSecond(ref Connection connection, in TcpSegment segment, ResetGrade grade)
    {
        ref ResetFacts reset = ref rare[connection.Rare].Reset;
        if (grade != ResetGrade.Exact)
            return;
        if (reset.IsBySenderOf(segment))
            reset.Grade = ResetGrade.Exact;
        else
            reset.ByBoth |= !reset.SenderWentOn || segment.Has(TcpFlags.Ack);
    }
}
