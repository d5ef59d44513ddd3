using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>From facts and verdict to the report: what proves it, and what was counted.</summary>
internal static class ReportRules
{
    /// <summary>Makes the report.</summary>
    public static ConnectionReport Report(in TeardownFacts facts, in Verdict verdict, FrameMap frames, ReportNumber number) =>
        frames.HasTimes ? TimedReport(facts, verdict, frames, number) : WithoutTimes(TimedReport(facts, verdict, frames, number));

    private static ConnectionReport WithoutTimes(in ConnectionReport report) => report with
    {
        StartTime = null,
        EndTime = null,
        ReuseGapNs = null,
        ReuseDelayNs = null,
        TimeWaitStart = null,
        CloseDurationNs = null,
        HalfCloseNs = null,
        CloseWaitNs = null,
    };

    private static ConnectionReport TimedReport(in TeardownFacts facts, in Verdict verdict, FrameMap frames, ReportNumber number)
    {
        ref readonly Connection connection = ref facts.Connection;
        FlowEnd client = facts.Ends.End(connection.ClientIsHigh);
        FlowEnd server = facts.Ends.End(!connection.ClientIsHigh);
        ref readonly ResetFacts reset = ref facts.Rare.Reset;
        ref readonly ReuseFacts reuse = ref facts.Rare.Reuse;
        bool hasReset = verdict.HasReset;
        bool isReuse = verdict.IsReuse;
        Party holder = verdict.TimeWaitHolder;
        Party closer = verdict.ActiveCloser;

        return new ConnectionReport
        {
            Id = number.Id,
            FirstFrame = frames.Locate(connection.FirstPacket),
            LastFrame = frames.Locate(connection.FirstPacket + connection.LastFrame),
            StartTime = new Timestamp(connection.StartTime),
            EndTime = new Timestamp(connection.LastTime),
            HasNanoseconds = frames.HasNanoseconds,
            ClientAddress = client.Address,
            ClientPort = client.Port,
            ServerAddress = server.Address,
            ServerPort = server.Port,
            Vlan = connection.Vlan == 0 ? null : connection.Vlan,
            ClientSequences = SequencesOf(facts, facts.Client),
            ServerSequences = SequencesOf(facts, facts.Server),
            RoleBasis = RoleBasisOf(facts),
            Handshake = CloseKindRules.HandshakeOf(facts),
            ObservationEnd = ObservationEndOf(facts),
            Unanswered = FlagRules.UnansweredOf(facts),
            IsSynMetByOldAck = facts.Has(ConnectionMarks.OldAck),
            IsSynGivenUp = ConfidenceRules.IsSynGivenUp(facts),
            CloseKind = verdict.CloseKind,
            ActiveCloser = closer,
            MissingFin = verdict.MissingFin,
            LostFinalAck = verdict.FinalAck.Loss,
            FinalAckRecovered = verdict.FinalAck.Recovered,
            ResetBy = verdict.ResetBy,
            ResetPhase = hasReset ? facts.ResetPhase : null,
            ResetCause = hasReset ? reset.Cause : null,
            ResetOrigin = hasReset ? reset.Origin : null,
            SynReuse = verdict.SynReuse,
            ReuseOf = isReuse ? number.Met : null,
            ReuseGapNs = isReuse ? reuse.GapNs : null,
            ReuseSequenceDelta = isReuse ? reuse.SequenceDelta : null,
            ReuseBy = isReuse ? reuse.By : null,
            ReuseRule = verdict.ReuseRule,
            ReuseProof = isReuse ? reuse.Proof : ReuseProof.None,
            ReuseDelayNs = isReuse && reuse.DelayNs != 0 ? reuse.DelayNs : null,
            TimeWaitHolder = holder,
            TimeWaitStart = holder != Party.None && connection.IsClosedByFins ? new Timestamp(ReuseRules.TimeWaitStart(connection)) : null,
            ClientState = StateOf(facts, facts.Client, verdict.CloseKind, closer == Party.Client),
            ServerState = StateOf(facts, facts.Server, verdict.CloseKind, closer == Party.Server),
            CloseDurationNs = TimingRules.CloseDurationNs(facts),
            HalfCloseNs = TimingRules.HalfCloseNs(facts),
            CloseWaitNs = TimingRules.CloseWaitNs(facts, closer),
            ClientFinFrame = FinFrame(facts, facts.Client, frames),
            ClientFinAckFrame = FinAckFrame(facts, facts.Client, frames),
            ServerFinFrame = FinFrame(facts, facts.Server, frames),
            ServerFinAckFrame = FinAckFrame(facts, facts.Server, frames),
            RstFrame = hasReset ? frames.Locate(connection.FirstPacket + reset.Frame) : null,
            ClientSyns = facts.Client.Syns,
            ServerSyns = facts.Server.Syns,
            ClientFins = facts.Client.Fins,
            ServerFins = facts.Server.Fins,
            ClientRsts = facts.Client.Rsts,
            ServerRsts = facts.Server.Rsts,
            ClientPackets = facts.Client.Packets,
            ServerPackets = facts.Server.Packets,
            ClientBytes = PayloadBytes(facts.Client, facts.ClientLosses),
            ServerBytes = PayloadBytes(facts.Server, facts.ServerLosses),
            ClientRetransmissions = facts.ClientLosses.Retransmissions,
            ServerRetransmissions = facts.ServerLosses.Retransmissions,
            Confidence = verdict.Confidence,
            ConfidenceReason = verdict.Doubt,
            Flags = verdict.Flags,
            ZeekConnState = ZeekConnStateRules.StateOf(connection.Zeek),
            ZeekHistory = connection.Zeek.History,
            TcpCompleteness = CompletenessMask.Shown(connection.Completeness, (long)connection.Low.Packets + connection.High.Packets),
        };
    }

    private static ObservationEnd ObservationEndOf(in TeardownFacts facts)
    {
        if (facts.Has(ConnectionMarks.Evicted))
            return ObservationEnd.Eviction;
        if (facts.Has(ConnectionMarks.Superseded))
            return ObservationEnd.NextIncarnation;
        return facts.Until - facts.Connection.LastTime < facts.Options.IdleTimeoutNs ? ObservationEnd.CaptureEnd : ObservationEnd.IdleTimeout;
    }

    /// <summary>
    /// An end's state. Where a FIN shows only in its acknowledgement, or was seen late, the close that it completes decides: after a simultaneous
    /// one both ends are in TIME_WAIT (RFC 9293 figure 13), though the vantage saw one answer the other first; but not an end that sends its FIN again
    /// long after the ACK of it.
    /// </summary>
    private static TcpState StateOf(in TeardownFacts facts, in Endpoint end, CloseKind kind, bool isActive)
    {
        if (facts.Has(ConnectionMarks.RstAfterClose))
            return facts.StateOf(end);
        if (kind == CloseKind.Simultaneous)
            return end.Has(FinRepeatedLate) && !end.Has(FinAckedNow) ? facts.StateOf(end) : TcpState.TimeWait;
        if (kind != CloseKind.Graceful || !facts.IsAnyFinInferred)
            return facts.StateOf(end);
        return isActive ? TcpState.TimeWait : TcpState.Closed;
    }

    private static RoleBasis RoleBasisOf(in TeardownFacts facts)
    {
        if (facts.Has(ConnectionMarks.RolesBySyn))
            return RoleBasis.Syn;
        return facts.Has(ConnectionMarks.RolesBySynAck) ? RoleBasis.SynAck : RoleBasis.Port;
    }

    private static FrameNumber? FinFrame(in TeardownFacts facts, in Endpoint end, FrameMap frames) =>
        end.Has(Fin) ? frames.Locate(facts.Connection.FirstPacket + end.FinFrame) : null;

    private static FrameNumber? FinAckFrame(in TeardownFacts facts, in Endpoint end, FrameMap frames) =>
        end.Has(FinAcked) && end.FinAckFrame != end.FinFrame ? frames.Locate(facts.Connection.FirstPacket + end.FinAckFrame) : null;

    private static SequenceRange? SequencesOf(in TeardownFacts facts, in Endpoint end)
    {
        if (!facts.Has(ConnectionMarks.Interleaved) || facts.Connection.LastFrame == 0 || !end.Has(Seen) || end.Span > int.MaxValue)
            return null;

        // The RST that answers an old ACK has the old connection's numbers.
        if (facts.Rare.Reuse.Outcome == SynReuse.Rejected && end.Rsts > 0)
            return null;

        // Where its SYN is not known, what was sent before the first captured segment may come again.
        uint before = end.HasAny(Syn | SynAck) ? 0u : IncarnationRules.LateSegmentReach;

        // Its RST may stand beyond what was captured of it.
        bool cut = facts.IsReset && Unsafe.AreSame(in end, in facts.Resetter);
        return new SequenceRange(end.InitialSequence - before, cut ? SequenceNumber.Later(end.Next, facts.Rare.Reset.Sequence) : end.Next);
    }

    /// <summary>Payload by sequence numbers: what lies between the first and the highest, less SYN, FIN and what was never captured.</summary>
    public static long PayloadBytes(in Endpoint end, in RareFacts.Losses losses)
    {
        if (!end.Has(Seen))
            return 0;
        bool hasFin = end.Has(Fin) ? SequenceNumber.IsAtOrAfter(end.Next, end.FinEnd) : end.Has(FinMissed);
        long controls = (end.HasAny(Syn | SynAck) ? 1 : 0) + (hasFin ? 1 : 0);
        return Math.Max(0, end.Span - controls - losses.Missing);
    }
}
