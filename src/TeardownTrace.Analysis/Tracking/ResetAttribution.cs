using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>What a RST tells of itself: where in the connection's life it came, what it was sent for, and by what kind of stack.</summary>
internal static class ResetAttribution
{
    /// <summary>
    /// Where in the life of its connection a RST came. Whether a FIN went before it is told later, by <see cref="TeardownFacts.ResetPhase"/>: the FIN may be
    /// captured behind it.
    /// </summary>
    public static ResetPhase PhaseOf(in Connection connection, in Endpoint receiver, in TcpSegment segment, bool afterClose)
    {
        if (afterClose)
            return ResetPhase.AfterClose;
        return WasOpened(connection) || AcknowledgesData(connection, receiver, segment) ? ResetPhase.Established : ResetPhase.Handshake;
    }

    /// <summary>What a RST was sent for.</summary>
    public static ResetCause CauseOf(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        if (ResetGrading.AnswersFirstSyn(connection, sender, receiver))
            return ResetCause.Refused;
        if (sender.Has(LastWasKeepalive) && sender.Unanswered > 0)
            return ResetCause.KeepaliveTimeout;

        bool live = segment.Has(TcpFlags.Ack) && (segment.Window != 0 || segment.Has(SegmentTraits.HasOptions));
        bool answers = connection.IsReply(segment)
            || connection.Has(ConnectionMarks.OnlyResets) || IsAmidOwnNumbers(sender, segment);
        if (AnswersWithoutAck(receiver, segment))
            return ResetCause.UnknownConnection;
        if (live)
            return ResetCause.Abort;
        if (sender.Has(Fin) && IsDataLeft(connection, sender, receiver, segment))
            return ResetCause.DataAfterClose;
        // Behind both FINs there is no owner left to cut anything.
        if (!answers)
            return connection.IsClosedByFins ? ResetCause.UnknownConnection : ResetCause.Abort;
        if (sender.Has(Fin) && receiver.Has(LastWasFin))
            return ResetCause.FinAnswered;
        return segment.Has(TcpFlags.Ack) ? ResetCause.Abort : ResetCause.UnknownConnection;
    }

    /// <summary>
    /// Corrects the cause of a RST that seemed to be sent for an unknown connection, by a segment that was sent before it and captured behind it: the FIN of its
    /// sender, or the segment of the peer that it answers, whose ACK is the RST's number.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="reset">The RST.</param>
    /// <param name="segment">The segment, not applied yet.</param>
    public static ResetCause CauseBehind(in Connection connection, in ResetFacts reset, in TcpSegment segment)
    {
        ref readonly Endpoint end = ref connection.End(reset.ByHigh);
        ref readonly Endpoint peer = ref connection.End(!reset.ByHigh);
        bool bySender = reset.IsBySenderOf(segment);
        bool tells = bySender ? segment.Has(TcpFlags.Fin) : end.Has(Fin) && segment.Acknowledgment == reset.Sequence;
        if (!tells)
            return reset.Cause;
        if (bySender ? IsDataLeft(connection, end, peer, segment) : segment.PayloadLength > 0)
            return ResetCause.DataAfterClose;
        bool answersFin = bySender ? peer.Has(LastWasFin) : segment.Has(TcpFlags.Fin);
        return answersFin ? ResetCause.FinAnswered : reset.Cause;
    }

    /// <summary>By what kind of stack a RST was sent; <paramref name="foreign"/> where its hop limit is not its claimed sender's.</summary>
    public static ResetOrigin OriginOf(in Connection connection, in Endpoint sender, in Endpoint receiver, in TcpSegment segment, bool foreign)
    {
        if (foreign)
            return ResetOrigin.Middlebox;
        bool plain = segment.Window == 0 && !segment.Has(SegmentTraits.HasOptions);
        if (segment.Has(TcpFlags.Ack))
        {
            if (!plain)
                return ResetOrigin.LiveSocket;
            return ResetGrading.AnswersFirstSyn(connection, sender, receiver) || AnswersWithoutAck(receiver, segment) ? ResetOrigin.NoSocket : ResetOrigin.Unknown;
        }

        // An old ACK proves nothing of its sender in this connection, but the RST that answers it has its number.
        bool echoes = (receiver.Has(Ack) || connection.Has(ConnectionMarks.OldAck)) && segment.Sequence == receiver.Acked;
        return plain && echoes ? ResetOrigin.NoSocket : ResetOrigin.Unknown;
    }

    /// <summary>Whether the handshake was over, as far as the ends themselves show.</summary>
    public static bool WasOpened(in Connection connection) =>
        connection.Has(ConnectionMarks.Established) || IsOpenedByFin(connection.Low, connection.High) || IsOpenedByFin(connection.High, connection.Low);

    /// <summary>
    /// Whether an end's FIN closed what was open: it came behind the end's own SYN-ACK. A FIN with the SYN did not, nor that of a server that was given data with
    /// the SYN, which may close before the handshake is over (RFC 7413 4.2.2).
    /// </summary>
    private static bool IsOpenedByFin(in Endpoint end, in Endpoint peer) => end.Has(SynAck | Fin) && !peer.Has(SynData);

    /// <summary>Whether a RST acknowledges more than the SYN: its sender had received data, so the handshake was over, though the vantage did not see it.</summary>
    private static bool AcknowledgesData(in Connection connection, in Endpoint receiver, in TcpSegment segment) =>
        connection.HasSynAck && !receiver.Has(SynData) && segment.Has(TcpFlags.Ack)
        && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.InitialSequence + 1);

    /// <summary>
    /// Whether a bare RST stands below what its sender has sent, at its FIN for example. Who cuts a connection does it at the next number (RFC 9293 3.10.5): this
    /// RST took its number from an ACK, captured or not, and answers that.
    /// </summary>
    private static bool IsAmidOwnNumbers(in Endpoint sender, in TcpSegment segment) =>
        !segment.Has(TcpFlags.Ack) && sender.Has(Seen) && SequenceNumber.IsAfter(sender.Next, segment.Sequence);

    /// <summary>
    /// Whether data came to an end that had closed: its peer sent data, captured or not, that no ACK of the end covers; or data is what the end's next segment
    /// answers.
    /// </summary>
    private static bool IsDataLeft(in Connection connection, in Endpoint end, in Endpoint peer, in TcpSegment segment) =>
        (peer.HasAny(Data | Hole) && end.Has(Ack) && SequenceNumber.IsAfter(peer.Has(Fin) ? peer.FinEnd - 1 : peer.Next, end.Acked))
        || (connection.IsReply(segment) && peer.Has(LastWasData));

    /// <summary>A stack without a socket answers a segment that carries no ACK with sequence number 0 and an ACK of all of it (RFC 9293 3.5.2).</summary>
    private static bool AnswersWithoutAck(in Endpoint receiver, in TcpSegment segment) =>
        receiver.Has(Seen) && !receiver.HasAny(Ack | Syn | SynAck) && segment.Has(TcpFlags.Ack)
        && segment.Sequence == 0 && segment.Acknowledgment == receiver.Next;
}
