using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// The ordinary life of a connection on a path of its own: the SYN that begins it, its SYN-ACK and the ACK of that, data and ACKs in order, each end's
/// FIN and the ACK of it. Nearly all segments are of these kinds; what <see cref="SegmentRules"/> would ask of them besides is known not to
/// hold. It leaves exactly what the full rules leave, and takes nothing else.
/// </summary>
/// <remarks>Such a segment is sent for the first time or raises what its sender acknowledges: it is no mirror's copy and no retransmission.</remarks>
internal static class OrdinaryRules
{
    private const TcpFlags Indifferent = TcpFlags.Psh | TcpFlags.Urg | TcpFlags.Ece | TcpFlags.Cwr;
    private const TcpFlags SynAckFlags = TcpFlags.Syn | TcpFlags.Ack;
    private const ConnectionMarks Unusual = ConnectionMarks.Reset | ConnectionMarks.Tentative | ConnectionMarks.OnlyResets | ConnectionMarks.TimingHandshake;
    private const ConnectionMarks OfDirection = ConnectionMarks.ClientIsHigh | ConnectionMarks.LastFromHigh;
    private const ConnectionMarks BeingOpened = ConnectionMarks.RolesBySyn | ConnectionMarks.TimingHandshake;
    private const EndpointEvidence Running = Seen | Ack;
    private const EndpointEvidence OfOptions = Timestamps | WindowScale;

    /// <summary>Takes the first segment of a connection, if it is a bare SYN.</summary>
    /// <returns>False when it is anything else; nothing was changed then.</returns>
    public static bool TryOpen(ref Connection connection, in TcpSegment segment)
    {
        if ((segment.Flags & ~Indifferent) != TcpFlags.Syn || segment.PayloadLength != 0)
            return false;

        ref Endpoint sender = ref connection.SenderOf(segment);
        ref Endpoint receiver = ref connection.ReceiverOf(segment);
        SegmentRules.NoteSender(ref sender, ref receiver, segment);
        OpeningRules.TakeFirst(ref connection, ref sender, segment, timing: false);
        OpeningRules.Open(ref connection, ref sender, ref receiver, segment);
        sender.CountControls(segment);
        NoteLatest(ref connection, ref sender, ref receiver, segment, frame: 0);
        return true;
    }

    /// <summary>Takes a segment of a connection without an incarnation before it, if it is an ordinary one.</summary>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="frame">Its packet, counted from the connection's first.</param>
    /// <returns>False when it is anything else; nothing was changed then.</returns>
    public static bool TryApply(ref Connection connection, in TcpSegment segment, uint frame)
    {
        ref Endpoint sender = ref connection.SenderOf(segment);
        ref Endpoint receiver = ref connection.ReceiverOf(segment);
        TcpFlags kind = segment.Flags & ~Indifferent;
        bool applied = kind == SynAckFlags
            ? TryAnswer(ref connection, ref sender, ref receiver, segment)
            : (kind | TcpFlags.Fin) == (TcpFlags.Ack | TcpFlags.Fin) && TryContinue(ref connection, ref sender, ref receiver, segment, frame);
        if (applied)
            NoteLatest(ref connection, ref sender, ref receiver, segment, frame);
        return applied;
    }

    /// <summary>The SYN-ACK of a SYN that was seen once.</summary>
    private static bool TryAnswer(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment)
    {
        if ((connection.Marks & ~OfDirection) != BeingOpened
            || sender.Evidence != None
            || sender.State != TcpState.Listen
            || (receiver.Evidence & ~OfOptions) != (Seen | Syn | LastWasSyn)
            || segment.Acknowledgment != receiver.Next
            || segment.PayloadLength != 0
            || connection.Rare != Connection.None)
        {
            return false;
        }

        SegmentRules.NoteSender(ref sender, ref receiver, segment);
        sender.Evidence |= Ack;
        sender.Acked = segment.Acknowledgment;
        OpeningRules.TakeFirst(ref connection, ref sender, segment, timing: true);
        OpeningRules.Open(ref connection, ref sender, ref receiver, segment);
        sender.CountControls(segment);
        return true;
    }

    /// <summary>A segment in order that acknowledges nothing but what was sent, after the handshake or as its last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryContinue(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame)
    {
        uint acknowledgment = segment.Acknowledgment;
        bool isFin = segment.Has(TcpFlags.Fin);
        if (segment.Sequence != sender.Next || segment.Window == 0 || receiver.Next - acknowledgment > SegmentRules.FarthestJump)
            return false;

        if ((connection.Marks & (Unusual | ConnectionMarks.Established)) != ConnectionMarks.Established)
        {
            if (isFin || !TryEstablish(ref connection, ref sender, ref receiver, segment))
                return false;
        }
        else if (!IsRunning(sender, receiver) || acknowledgment - sender.Acked > SegmentRules.FarthestJump || !BringsNews(sender, receiver, segment))
        {
            return false;
        }

        TcpState before = sender.State;
        EndpointEvidence evidence = sender.Evidence & ~SegmentRules.OfLastSegment;
        evidence |= segment.PayloadLength != 0 ? Data | LastWasData : None;
        uint grown = acknowledgment - sender.Acked;
        if (grown != 0)
            evidence = (evidence & ~AckGrewByOne) | (grown == 1 ? AckGrewByOne : None);
        sender.Evidence = evidence;
        sender.Acked = acknowledgment;
        sender.TakeTimestamp(segment);
        if ((receiver.Evidence & Fin) != 0 & acknowledgment == receiver.FinEnd)
            FinRules.TakeAcknowledgment(ref sender, ref receiver, segment, frame);

        sender.Advance(segment.Sequence + segment.PayloadLength);
        if (sender.State == TcpState.CloseWait & segment.PayloadLength != 0 && (before == TcpState.CloseWait || !isFin))
            sender.Evidence |= CloseWaitData;
        if (isFin)
        {
            FinRules.TakeFirst(connection, ref sender, ref receiver, segment, frame, nextBefore: segment.Sequence);
            sender.CountControls(segment);
        }

        return true;
    }

    /// <summary>
    /// Takes sequence numbers, or acknowledges more than its sender did before; and sends nothing after a FIN, and no FIN that was acknowledged before it
    /// came. Without branches: what such segments have and have not, no processor guesses.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool BringsNews(in Endpoint sender, in Endpoint receiver, in TcpSegment segment)
    {
        uint taken = segment.PayloadLength | (uint)(segment.Flags & TcpFlags.Fin);
        return (taken | (segment.Acknowledgment ^ sender.Acked)) != 0
            & ((sender.Evidence & (Fin | FinMissed)) == 0 | taken == 0)
            & (!segment.Has(TcpFlags.Fin) | receiver.Acked != segment.SegmentEnd);
    }

    /// <summary>Both ends are synchronised, the sender has spoken and acknowledged, and the receiver's SYN, if seen, is acknowledged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsRunning(in Endpoint sender, in Endpoint receiver) =>
        sender.State >= TcpState.Established
        && receiver.State >= TcpState.Established
        && (sender.Evidence & (Running | ChallengeDue)) == Running
        && (receiver.Evidence & (Seen | Hole)) == Seen
        && ((receiver.Evidence & SynAcked) != 0 | (receiver.Evidence & (Syn | SynAck)) == 0);

    /// <summary>The ACK of a SYN-ACK, all three of the handshake seen once and in order.</summary>
    private static bool TryEstablish(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment)
    {
        if ((connection.Marks & ~OfDirection) != BeingOpened
            || sender.State != TcpState.SynSent
            || receiver.State != TcpState.SynReceived
            || (sender.Evidence & ~OfOptions) != (Seen | Syn | SynAcked | LastWasSyn)
            || (receiver.Evidence & ~OfOptions) != (Running | SynAck | LastWasSyn)
            || segment.Acknowledgment != receiver.Next)
        {
            return false;
        }

        sender.Acked = segment.Acknowledgment;
        sender.Evidence |= Ack;
        sender.On(TcpEvent.AcknowledgeSyn);
        receiver.Evidence |= SynAcked;
        receiver.On(TcpEvent.SynAcknowledged);
        sender.MeasureRoundTrip(segment.Time - connection.LastTime);
        connection.Marks = (connection.Marks & ~ConnectionMarks.TimingHandshake) | ConnectionMarks.Established | ConnectionMarks.HandshakeComplete;
        return true;
    }

    private static void NoteLatest(ref Connection connection, ref Endpoint sender, ref Endpoint receiver, in TcpSegment segment, uint frame)
    {
        sender.Window = segment.Window;
        sender.HopLimit = segment.HopLimit;
        receiver.Unanswered = 0;
        connection.TakeTurn(segment);
        connection.CountPacket(ref sender, segment, frame);
    }
}
