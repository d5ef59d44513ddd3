using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>What a segment of one incarnation means for the incarnation before it: whether a SYN was accepted, refused or never one.</summary>
/// <param name="incarnations">Where they stand.</param>
/// <param name="timeWaitNs">How long TIME_WAIT lasts.</param>
internal sealed class SuccessionRules<TKey>(Incarnations<TKey> incarnations, long timeWaitNs)
    where TKey : unmanaged, IFlowKey<TKey>
{
    private readonly Slab<RareFacts> _rare = incarnations.Rare;

    /// <summary>Looks at the SYN that begins an incarnation: whether it met the TIME_WAIT of the one before.</summary>
    /// <param name="current">The new incarnation.</param>
    /// <param name="old">The one before it.</param>
    /// <param name="syn">The SYN.</param>
    public void TakeSyn(ref Connection current, ref Connection old, in TcpSegment syn)
    {
        if (!ReuseRules.TryRecognize(old, incarnations.RareOf(old), syn, timeWaitNs, out ReuseFacts reuse))
            return;
        Meet(ref current, ref old, reuse);
    }

    /// <summary>A SYN into a synchronised connection is answered, unless the segment repeats it: it began an incarnation, and the old one is gone.</summary>
    public void ConfirmByAnswer(ref Connection current, in TcpSegment segment)
    {
        if (segment.IsSynWithoutAck)
            return;
        Confirm(ref current);
        ref Connection old = ref incarnations[current.Previous];
        old.Low.Evidence &= ~ChallengeDue;
        old.High.Evidence &= ~ChallengeDue;
        if (segment.Has(TcpFlags.Rst))
        {
            NoteGivenUp(ref old, segment);
            return;
        }

        if (segment.Has(TcpFlags.Syn))
            TryTakeProven(ref current, ref old, segment);
        NoteReused(ref old, segment);
    }

    /// <summary>The old incarnation was reset first: the SYN that waits for an answer is the next one's (RFC 9293 3.5.1).</summary>
    /// <param name="index">The old incarnation.</param>
    public void ConfirmByReset(int index)
    {
        ref Connection next = ref incarnations.NextOf(index);
        if (next.Has(ConnectionMarks.Tentative))
            Confirm(ref next);
    }

    /// <summary>What a RST that was taken by an incarnation means for the one before it, and for the reuse it began with.</summary>
    public void TakeReset(int index, in TcpSegment segment)
    {
        ref Connection connection = ref incarnations[index];
        if (connection.Has(ConnectionMarks.Superseded | ConnectionMarks.RstAfterClose))
            Doubt(incarnations.NextOf(index), segment);
        if (connection.Has(ConnectionMarks.RejectedReuseReset) && connection.HasPrevious)
            incarnations[connection.Previous].Marks |= ConnectionMarks.TimeWaitEnded;
        if (connection.Rare == Connection.None || !connection.Has(ConnectionMarks.Reset) || connection.IsFromClient(segment))
            return;

        ref ReuseFacts reuse = ref _rare[connection.Rare].Reuse;

        // A RST of a connection that came about turns no SYN down: the capture missed the SYN-ACK.
        if (reuse.Outcome == SynReuse.Unanswered && !connection.Has(ConnectionMarks.Established))
            reuse.Outcome = SynReuse.Rejected;
    }

    /// <summary>What answers a SYN into TIME_WAIT.</summary>
    /// <param name="connection">The incarnation that the SYN began.</param>
    /// <param name="segment">The segment.</param>
    public void TakeAnswer(ref Connection connection, in TcpSegment segment)
    {
        if (connection.IsFromClient(segment))
        {
            if (segment.IsSynWithoutAck)
                TakeLateSyn(ref connection, segment);
            return;
        }

        bool synAck = segment.Has(TcpFlags.Syn | TcpFlags.Ack);
        if (synAck && connection.HasPrevious)
        {
            TakeMissedSyn(ref connection, segment);
            NoteReused(ref incarnations[connection.Previous], segment);
        }

        if (connection.Rare == Connection.None)
            return;

        ref ReuseFacts reuse = ref _rare[connection.Rare].Reuse;
        if (synAck && reuse.MetTimeWait)
        {
            ReuseRules.Accept(ref reuse, segment, connection.StartTime, isFirstTry: connection.ReceiverOf(segment) is { Syns: 1, Rsts: 0 });
        }
        else if (reuse.Outcome is SynReuse.Unanswered or SynReuse.Rejected && !connection.Has(ConnectionMarks.Established) && !OpeningRules.SpeaksOn(segment)
            && !ReuseRules.IsOfOpened(reuse, connection.ReceiverOf(segment), segment))
        {
            reuse.Outcome = SynReuse.Rejected;
            TakeRefusal(ref reuse, connection, segment);
            RestartTimeWait(connection, segment);
        }
    }

    /// <summary>What a late ACK of one incarnation means for the SYN of the next: it may turn that down.</summary>
    /// <param name="index">The incarnation that it belongs to.</param>
    /// <param name="segment">The segment.</param>
    public void TakeLate(int index, in TcpSegment segment)
    {
        ref Connection next = ref incarnations.NextOf(index);
        bool isOldAck = !next.Has(ConnectionMarks.Tentative) && !OpeningRules.SpeaksOn(segment)
            && OpeningRules.IsOldAck(next, next.SenderOf(segment), next.ReceiverOf(segment), segment);
        if (!isOldAck)
            return;
        OpeningRules.TakeOldAck(ref next, segment);
        TakeAnswer(ref next, segment);
    }

    private void Confirm(ref Connection current)
    {
        current.Marks &= ~ConnectionMarks.Tentative;

        // What seemed half-closed may have been in TIME_WAIT: the capture may have missed a FIN.
        if (ReuseRules.MayHaveMetTimeWait(incarnations[current.Previous], current.StartTime, timeWaitNs))
            RareFacts.Of(ref current, _rare).Reuse.IsUndecided = true;
    }

    /// <summary>
    /// Takes a RST of the connection before from the sender of an unanswered SYN, which has that connection no more. Either it answers an ACK from TIME_WAIT that
    /// turned the SYN down, and that the capture missed, or it was sent before the SYN: nothing tells which.
    /// </summary>
    private void Doubt(in Connection next, in TcpSegment reset)
    {
        if (next.Rare == Connection.None || !next.IsFromClient(reset))
            return;
        ref ReuseFacts reuse = ref _rare[next.Rare].Reuse;
        reuse.IsUndecided |= reuse.Outcome == SynReuse.Unanswered;
    }

    /// <summary>
    /// Looks at a SYN-ACK whose SYN the capture missed: its number may be the one with which a Linux TIME_WAIT accepts, and how late it may come then is
    /// bounded by how long the connection before is kept. Where it is not, TIME_WAIT had a SYN all the same if it still lasts, but may have turned that down before.
    /// </summary>
    private void TakeMissedSyn(ref Connection connection, in TcpSegment synAck)
    {
        bool isMissed = !connection.ReceiverOf(synAck).Has(Syn) && !incarnations.RareOf(connection).Reuse.MetTimeWait;
        if (!isMissed)
            return;
        ref Connection old = ref incarnations[connection.Previous];
        if (!TryTakeProven(ref connection, ref old, synAck)
            && ReuseRules.TryRecognizeUnseen(old, incarnations.RareOf(old), synAck, timeWaitNs, out ReuseFacts reuse))
        {
            Meet(ref connection, ref old, reuse);
        }
    }

    /// <summary>Looks at a SYN captured behind the SYN-ACK that its incarnation began with: it met what that came from, and was accepted.</summary>
    private void TakeLateSyn(ref Connection connection, in TcpSegment syn)
    {
        bool isLate = connection.Has(ConnectionMarks.RolesBySynAck) && connection.HasPrevious;
        if (!isLate || incarnations.RareOf(connection).Reuse is { MetTimeWait: true, IsUndecided: false })
            return;
        TakeSyn(ref connection, ref incarnations[connection.Previous], syn);
        if (incarnations.RareOf(connection).Reuse.MetTimeWait)
            _rare[connection.Rare].Reuse.Outcome = SynReuse.Accepted;
    }

    /// <summary>Looks whether a number proves that a SYN-ACK accepts a SYN into TIME_WAIT, where the capture did not show that before.</summary>
    private bool TryTakeProven(ref Connection connection, ref Connection old, in TcpSegment synAck)
    {
        // A SYN's own number is no proof where the SYN was not seen: who is taken for its sender may have sent none.
        bool isSynSeen = connection.ReceiverOf(synAck).Has(Syn);
        bool isProven = ReuseRules.TryRecognizeProven(old, incarnations.RareOf(old), synAck, out ReuseFacts reuse);
        if (!isProven || (reuse.By == ReuseBy.Holder && !isSynSeen))
            return false;
        if (isSynSeen)
            reuse.DelayNs = Math.Max(1, synAck.Time - connection.StartTime);
        Meet(ref connection, ref old, reuse);
        return true;
    }

    private void Meet(ref Connection connection, ref Connection old, in ReuseFacts reuse)
    {
        ref ReuseFacts known = ref RareFacts.Of(ref connection, _rare).Reuse;
        if (!known.MetTimeWait)
            RareFacts.Of(ref old, _rare).Successors++;
        known = reuse;
    }

    /// <summary>
    /// Takes what the refusal of a SYN shows of the side that refuses. If it acknowledges the peer's FIN, it is in TIME_WAIT when its own FIN was seen
    /// acknowledged; otherwise it is in CLOSING or in TIME_WAIT.
    /// </summary>
    private void TakeRefusal(ref ReuseFacts reuse, in Connection connection, in TcpSegment answer)
    {
        if (!HasPeersFin(connection, answer, reuse.By))
            reuse.IsUndecided = false;
        else if (incarnations[connection.Previous].SenderOf(answer).Has(FinAcked))
            reuse.OnlyIfProven = reuse.IsUndecided = false;
    }

    /// <summary>Whether the answer to a SYN acknowledges the FIN that the SYN's sender sent in the connection before.</summary>
    private bool HasPeersFin(in Connection connection, in TcpSegment answer, ReuseBy by)
    {
        if (by != ReuseBy.Peer || !connection.Has(ConnectionMarks.OldAck) || !connection.HasPrevious)
            return false;
        ref Connection old = ref incarnations[connection.Previous];
        return old.HasBothFins && answer.Acknowledgment == old.ReceiverOf(answer).FinEnd;
    }

    /// <summary>A later SYN was accepted: one of the ends had given the old connection up by then, at the latest.</summary>
    private void NoteReused(ref Connection old, in TcpSegment segment)
    {
        NoteGivenUp(ref old, segment);
        old.Marks |= ConnectionMarks.ReusedByAcceptedSyn;
    }

    /// <summary>Who answers a SYN with a SYN-ACK or a RST of it has no connection any more that would answer with an ACK.</summary>
    private void NoteGivenUp(ref Connection old, in TcpSegment answer)
    {
        if (old.IsOver)
            return;
        ref RareFacts facts = ref RareFacts.Of(ref old, _rare);
        if (facts.GivenUpTime == 0)
            facts.GivenUpTime = answer.Time;
    }

    /// <summary>A SYN refused for its timestamp restarts TIME_WAIT (Linux tcp_timewait_state_process).</summary>
    private void RestartTimeWait(in Connection connection, in TcpSegment segment)
    {
        if (!connection.HasPrevious)
            return;
        ref Connection old = ref incarnations[connection.Previous];
        if (ReuseRules.IsTimestampOlder(connection.End(connection.ClientIsHigh), old.End(connection.ClientIsHigh)))
            RareFacts.Of(ref old, _rare).TimeWaitRestart = segment.Time - ReuseRules.TimeWaitStart(old);
    }
}
