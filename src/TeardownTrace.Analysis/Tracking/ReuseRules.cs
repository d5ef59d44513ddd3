using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// A SYN on a 4-tuple whose previous incarnation still has an end in TIME_WAIT (RFC 1122 4.2.2.13, RFC 9293 3.6.1, RFC 6191; Linux
/// tcp_timewait_state_process): who reused it, by how much its sequence number is higher, and which rule lets it in.
/// </summary>
internal static class ReuseRules
{
    /// <summary>What Linux adds to a TIME_WAIT socket's SND.NXT for the new initial sequence number: 65535 + 2.</summary>
    private const uint LinuxStep = 65537;

    /// <summary>A Linux TIME_WAIT socket outlives its timer by up to two seconds (granularity of the timer wheel); only its sequence number proves it.</summary>
    private const long TimerSlackNs = 4_000_000_000;

    /// <summary>
    /// When TIME_WAIT was entered by the ends of a connection closed by FINs: when the later of the two FINs was acknowledged, or when it was
    /// sent, if the acknowledgement echoes an earlier transmission than the latest: that one had arrived, and its own acknowledgement was lost.
    /// </summary>
    public static long TimeWaitStart(in Connection connection)
    {
        bool isHighLater = connection.High.FinAckTime >= connection.Low.FinAckTime;
        ref readonly Endpoint later = ref connection.End(isHighLater);
        ref readonly Endpoint earlier = ref connection.End(!isHighLater);
        long arrival = later.Has(FinAckEchoesEarlier) ? later.FinTime : later.FinAckTime;
        return Math.Max(arrival, earlier.FinAckTime);
    }

    /// <summary>When the later of the two FINs was acknowledged as far as the capture shows.</summary>
    public static long LastFinAckTime(in Connection connection) => Math.Max(connection.Low.FinAckTime, connection.High.FinAckTime);

    /// <summary>Looks at a SYN that begins a new incarnation after <paramref name="old"/>.</summary>
    /// <param name="old">The previous incarnation.</param>
    /// <param name="rare">Its rare facts; default when it has none.</param>
    /// <param name="syn">The SYN.</param>
    /// <param name="timeWaitNs">How long TIME_WAIT lasts.</param>
    /// <param name="reuse">What there is to say of it when true is returned.</param>
    /// <returns>False when no end is in TIME_WAIT: an ordinary new connection.</returns>
    public static bool TryRecognize(in Connection old, in RareFacts rare, in TcpSegment syn, long timeWaitNs, out ReuseFacts reuse)
    {
        reuse = default;
        ref readonly Endpoint sender = ref old.SendingEnd(syn);
        ref readonly Endpoint receiver = ref old.ReceivingEnd(syn);

        // Where the final ACK or a FIN was not captured, only the number that a Linux TIME_WAIT socket chooses proves that it was entered.
        bool isEntered = sender.State == TcpState.TimeWait || receiver.State == TcpState.TimeWait;
        bool isFinMissed = IsFinMissed(old);
        if (!isEntered && !isFinMissed && !old.HasBothFins)
            return false;

        long start = isEntered ? TimeWaitStart(old) : Math.Max(sender.FinTime, receiver.FinTime);
        long age = syn.Time - Math.Max(start + rare.TimeWaitRestart, LastFinAckTime(old));
        if (age > timeWaitNs + TimerSlackNs)
            return false;

        uint senderNext = NextOf(sender, receiver);
        bool isReceiverPassive = isEntered ? receiver.State != TcpState.TimeWait : receiver.State == TcpState.LastAck;
        bool byHolder = isFinMissed ? syn.Sequence == LinuxInitialSequence(senderNext) : isReceiverPassive;

        // A Linux host reconnects from FIN_WAIT_2 with the same number, given a port of its own; the SYN echoes what arrived there last.
        if (!isEntered && byHolder && HadNotArrived(receiver, syn))
            return false;
        reuse.PreviousFirstPacket = old.FirstPacket;
        reuse.GapNs = isFinMissed ? null : syn.Time - start;
        reuse.SequenceDelta = SequenceNumber.Distance(syn.Sequence, senderNext);
        reuse.By = byHolder ? ReuseBy.Holder : ReuseBy.Peer;
        reuse.Rule = RuleFor(sender, senderNext, syn);
        reuse.OptionsCut = syn.Has(SegmentTraits.OptionsCut) && !syn.Has(SegmentTraits.HasTimestamps);
        reuse.LinuxInitialSequence = LinuxInitialSequence(byHolder ? senderNext : NextOf(receiver, sender));
        bool isTimeWaitOver = age > timeWaitNs || old.Has(ConnectionMarks.TimeWaitEnded) || old.Has(ConnectionMarks.Reset);
        reuse.OnlyIfProven = isFinMissed || isTimeWaitOver || !isEntered;
        reuse.IsUndecided = !(isFinMissed || isTimeWaitOver || isEntered);
        reuse.Outcome = SynReuse.Unanswered;
        if (byHolder && syn.Sequence == reuse.LinuxInitialSequence)
            reuse.Proof = ReuseProof.LinuxIsn;
        return true;
    }

    /// <summary>Looks at a SYN-ACK: what it acknowledges and echoes tells of its SYN.</summary>
    /// <param name="old">The previous incarnation.</param>
    /// <param name="rare">Its rare facts; default when it has none.</param>
    /// <param name="synAck">The SYN-ACK.</param>
    /// <param name="reuse">What there is to say of it when true is returned; when the SYN was sent is not known.</param>
    /// <returns>False where neither its number nor its SYN's proves a Linux TIME_WAIT.</returns>
    public static bool TryRecognizeProven(in Connection old, in RareFacts rare, in TcpSegment synAck, out ReuseFacts reuse)
    {
        if (!TryRecognize(old, rare, AnsweredBy(synAck), long.MaxValue - TimerSlackNs, out reuse))
            return false;
        Prove(ref reuse, synAck);
        reuse.Outcome = SynReuse.Accepted;
        return reuse.Proof != ReuseProof.None;
    }

    /// <summary>Looks at a SYN-ACK that proves nothing and whose SYN was not captured: that was sent before it, and met the TIME_WAIT that still lasts.</summary>
    /// <param name="old">The previous incarnation.</param>
    /// <param name="rare">Its rare facts; default when it has none.</param>
    /// <param name="synAck">The SYN-ACK.</param>
    /// <param name="timeWaitNs">How long TIME_WAIT lasts.</param>
    /// <param name="reuse">What there is to say of it when true is returned; undecided, as TIME_WAIT may have turned an earlier SYN down, unseen as well.</param>
    /// <returns>False when its sender is not, and cannot be, in TIME_WAIT.</returns>
    public static bool TryRecognizeUnseen(in Connection old, in RareFacts rare, in TcpSegment synAck, long timeWaitNs, out ReuseFacts reuse)
    {
        if (!TryRecognize(old, rare, AnsweredBy(synAck), timeWaitNs, out reuse))
            return false;
        bool mayHaveMet = !reuse.OnlyIfProven || reuse.IsUndecided || (!old.IsOver && MayHaveMetTimeWait(old, synAck.Time, timeWaitNs));
        reuse.IsUndecided = true;
        reuse.Outcome = SynReuse.Accepted;

        // Who was in TIME_WAIT and answers was sent a SYN; who is answered there need not have sent one, unless it goes on from there.
        reuse.OnlyIfEstablished = reuse.By == ReuseBy.Holder;
        return reuse.By == ReuseBy.Holder ? !reuse.OnlyIfProven : mayHaveMet;
    }

    /// <summary>The SYN that a SYN-ACK answers, as far as that tells it.</summary>
    private static TcpSegment AnsweredBy(in TcpSegment synAck) => new()
    {
        Time = synAck.Time,
        Sequence = synAck.Acknowledgment - 1,
        TimestampValue = synAck.TimestampEcho,
        Flags = TcpFlags.Syn,
        Traits = (synAck.Traits ^ SegmentTraits.FromHigh) & (SegmentTraits.FromHigh | SegmentTraits.HasTimestamps | SegmentTraits.OptionsCut),
    };

    /// <summary>
    /// Whether an ACK that answers a SYN into TIME_WAIT is no refusal: a refusal has the numbers of the side in TIME_WAIT. One from elsewhere, which
    /// acknowledges the SYN and perhaps a little more, comes from the connection that the SYN opened, and the capture missed the SYN-ACK.
    /// </summary>
    /// <param name="reuse">What is known of it.</param>
    /// <param name="opener">The SYN's sender.</param>
    /// <param name="answer">The ACK.</param>
    public static bool IsOfOpened(in ReuseFacts reuse, in Endpoint opener, in TcpSegment answer) =>
        reuse is { MetTimeWait: true, By: ReuseBy.Peer } && (answer.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Ack && !OpeningRules.SpeaksOn(answer)
        && answer.Acknowledgment - opener.Next < IncarnationRules.FittingReach
        && SequenceNumber.AreApart(answer.Sequence, reuse.LinuxInitialSequence - LinuxStep, IncarnationRules.LateSegmentReach);

    /// <summary>The new SYN was answered by a SYN-ACK.</summary>
    /// <param name="reuse">What is known of it.</param>
    /// <param name="synAck">The SYN-ACK.</param>
    /// <param name="synTime">When the SYN was first sent.</param>
    /// <param name="isFirstTry">It was sent once: what looked like a refusal was a late ACK of the connection before.</param>
    public static void Accept(ref ReuseFacts reuse, in TcpSegment synAck, long synTime, bool isFirstTry)
    {
        if (reuse.DelayNs != 0 || reuse.Outcome == SynReuse.Accepted)
            return;
        reuse.DelayNs = Math.Max(1, synAck.Time - synTime);
        Prove(ref reuse, synAck);

        // A Linux TIME_WAIT that is still there has turned down nothing that a rule lets in, and waited for no other try.
        bool wasLetIn = reuse is { By: ReuseBy.Peer, Proof: ReuseProof.LinuxIsn } && reuse.Rule != ReuseRule.Neither;
        if (reuse.Outcome == SynReuse.Unanswered || isFirstTry || wasLetIn)
            reuse.Outcome = SynReuse.Accepted;
    }

    /// <summary>The number of a SYN-ACK proves that a TIME_WAIT of Linux chose it.</summary>
    private static void Prove(ref ReuseFacts reuse, in TcpSegment synAck)
    {
        if (reuse.By == ReuseBy.Peer && synAck.Sequence == reuse.LinuxInitialSequence)
            reuse.Proof = ReuseProof.LinuxIsn;
    }

    /// <summary>Whether a SYN was refused for its timestamp: older than the last of its sender's previous incarnation (PAWS, RFC 7323 5).</summary>
    public static bool IsTimestampOlder(in Endpoint opener, in Endpoint before) =>
        opener.Has(Timestamps) && before.Has(Timestamps) && SequenceNumber.IsAfter(before.TimestampValue, opener.TimestampValue);

    /// <summary>
    /// Whether a SYN may have met the TIME_WAIT of a connection of which the capture missed a FIN: all that is known of when that was entered is that
    /// the last segment came no earlier.
    /// </summary>
    /// <param name="old">The previous incarnation.</param>
    /// <param name="synTime">When the SYN was sent.</param>
    /// <param name="timeWaitNs">How long TIME_WAIT lasts.</param>
    public static bool MayHaveMetTimeWait(in Connection old, long synTime, long timeWaitNs) => IsFinMissed(old) && synTime - old.LastTime <= timeWaitNs;

    /// <summary>Whether both ends have closed, and a FIN shows only in what acknowledges it.</summary>
    private static bool IsFinMissed(in Connection old) => !old.HasBothFins && HasClosed(old.Low, old.High) && HasClosed(old.High, old.Low);

    /// <summary>Whether an end sent its FIN, captured or known by what its peer acknowledged.</summary>
    private static bool HasClosed(in Endpoint end, in Endpoint peer) => end.HasAny(Fin | FinMissed) || (end.Has(Seen) && peer.Has(Ack) && peer.Acked == end.Next + 1);

    /// <summary>What comes next of an end: its peer may have acknowledged a FIN that the capture missed.</summary>
    private static uint NextOf(in Endpoint end, in Endpoint peer) => !end.Has(Fin) && peer.Has(Ack) ? SequenceNumber.Later(peer.Acked, end.Next) : end.Next;

    /// <summary>Whether the SYN of the side in FIN_WAIT_2 echoes something from before its peer's FIN, which was sent once.</summary>
    private static bool HadNotArrived(in Endpoint fined, in TcpSegment syn) =>
        syn.TimestampEcho != 0 && fined.Has(Fin | Timestamps) && !fined.HasAny(FinRepeated | FinRepeatedUnacked)
        && SequenceNumber.IsAfter(fined.FinTimestamp, syn.TimestampEcho);

    /// <summary>0 stands for "none chosen" there, so Linux takes 1 instead.</summary>
    private static uint LinuxInitialSequence(uint next) => next + LinuxStep == 0 ? 1 : next + LinuxStep;

    /// <summary>As Linux compares: what lies exactly half way round is higher (measured on 6.18; BSD's SEQ_GT refuses that one number).</summary>
    private static ReuseRule RuleFor(in Endpoint sender, uint next, in TcpSegment syn)
    {
        bool bySequence = SequenceNumber.Distance(next, syn.Sequence) < 0;
        if (!sender.Has(Timestamps) || !syn.Has(SegmentTraits.HasTimestamps))
            return bySequence ? ReuseRule.Sequence : ReuseRule.Neither;

        // An older timestamp refuses whatever the sequence number says (PAWS, RFC 7323 5).
        int older = SequenceNumber.Distance(sender.TimestampValue, syn.TimestampValue);
        if (older > 0)
            return ReuseRule.Neither;
        if (older < 0)
            return bySequence ? ReuseRule.Both : ReuseRule.Timestamp;
        return bySequence ? ReuseRule.Sequence : ReuseRule.Neither;
    }
}
