using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>From facts to the report: every verdict by its own rules, and what was counted.</summary>
internal static class ReportRules
{
    /// <summary>Makes the report; its number and the number of what it reuses are given later, in the order of first frames.</summary>
    public static ConnectionReport Report(in TeardownFacts facts, FrameMap frames)
    {
        ref readonly Connection connection = ref facts.Connection;
        bool clientIsHigh = connection.ClientIsHigh;
        FlowEnds ends = facts.Ends;
        Party closer = facts.Has(ConnectionMarks.OnlyResets) ? Party.None : CloserRules.ActiveCloser(facts);
        CloseKind kind = CloseKindRules.CloseKindOf(facts);
        ConnectionFlags flags = FlagRules.FlagsOf(facts);
        FinalAckVerdict finalAck = FinalAckRules.Judge(facts, closer);
        ConfidenceReason reason = ConfidenceRules.ReasonFor(facts, kind, flags, finalAck);
        Party holder = TimeWaitHolder(facts, kind, closer, finalAck);
        FrameNumber first = frames.Locate(connection.FirstPacket);
        FrameNumber last = frames.Locate(connection.FirstPacket + connection.LastFrame);
        bool hasReset = HasReset(facts);
        ref readonly ResetFacts reset = ref facts.Rare.Reset;
        ref readonly ReuseFacts reuse = ref facts.Rare.Reuse;
        bool isReuse = reuse.Outcome != SynReuse.None && !(reuse.OnlyIfProven && reuse.Proof == ReuseProof.None);

        return new ConnectionReport
        {
            Id = 0,
            Capture = frames.Name(first, last),
            FirstFrame = first,
            LastFrame = last,
            StartTime = new Timestamp(connection.StartTime),
            EndTime = new Timestamp(connection.LastTime),
            HasNanoseconds = frames.HasNanoseconds,
            ClientAddress = clientIsHigh ? ends.HighAddress : ends.LowAddress,
            ClientPort = clientIsHigh ? ends.HighPort : ends.LowPort,
            ServerAddress = clientIsHigh ? ends.LowAddress : ends.HighAddress,
            ServerPort = clientIsHigh ? ends.LowPort : ends.HighPort,
            Vlan = connection.Vlan == 0 ? null : connection.Vlan,
            RoleBasis = RoleBasisOf(facts),
            Handshake = CloseKindRules.HandshakeOf(facts),
            CloseKind = kind,
            ActiveCloser = closer,
            MissingFin = CloserRules.MissingFin(facts),
            LostFinalAck = finalAck.Loss,
            FinalAckRecovered = finalAck.Recovered,
            ResetBy = hasReset ? ResetBy(facts) : Party.None,
            ResetPhase = hasReset ? reset.Phase : null,
            ResetCause = hasReset ? reset.Cause : null,
            ResetOrigin = hasReset ? reset.Origin : null,
            SynReuse = isReuse ? reuse.Outcome : SynReuse.None,
            ReuseGapNs = isReuse ? reuse.GapNs : null,
            ReuseSequenceDelta = isReuse ? reuse.SequenceDelta : null,
            ReuseBy = isReuse ? reuse.By : null,
            ReuseRule = isReuse && !reuse.OptionsCut ? reuse.Rule : null,
            ReuseProof = isReuse ? reuse.Proof : ReuseProof.None,
            ReuseDelayNs = isReuse && reuse.DelayNs != 0 ? reuse.DelayNs : null,
            TimeWaitHolder = holder,
            TimeWaitStart = holder != Party.None && connection.IsClosedByFins ? new Timestamp(ReuseRules.TimeWaitStart(connection)) : null,
            ClientState = StateOf(facts, facts.Client, kind, closer == Party.Client),
            ServerState = StateOf(facts, facts.Server, kind, closer == Party.Server),
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
            Confidence = reason == ConfidenceReason.None ? Confidence.Certain : Confidence.Inconclusive,
            ConfidenceReason = reason,
            Flags = flags,
            ZeekConnState = connection.Zeek.State,
            ZeekHistory = connection.Zeek.History,
            TcpCompleteness = CompletenessMask.Shown(connection.Completeness, (long)connection.Low.Packets + connection.High.Packets),
        };
    }

    /// <summary>An end's state; where a FIN shows only in its acknowledgement, the close that it completes decides.</summary>
    private static TcpState StateOf(in TeardownFacts facts, in Endpoint end, CloseKind kind, bool isActive)
    {
        if (kind != CloseKind.Graceful || !facts.IsAnyFinInferred || facts.Has(ConnectionMarks.RstAfterClose))
            return facts.StateOf(end);
        return isActive ? TcpState.TimeWait : TcpState.Closed;
    }

    private static RoleBasis RoleBasisOf(in TeardownFacts facts)
    {
        if (facts.Has(ConnectionMarks.RolesBySyn))
            return RoleBasis.Syn;
        return facts.Has(ConnectionMarks.RolesBySynAck) ? RoleBasis.SynAck : RoleBasis.Port;
    }

    private static bool HasReset(in TeardownFacts facts) =>
        (facts.IsReset && !facts.Has(ConnectionMarks.OnlyResets)) || facts.Has(ConnectionMarks.RstAfterClose) || facts.Has(ConnectionMarks.RejectedReuseReset);

    private static Party ResetBy(in TeardownFacts facts)
    {
        if (facts.Rare.Reset.ByBoth)
            return Party.Both;
        return facts.Rare.Reset.ByHigh == facts.Connection.ClientIsHigh ? Party.Client : Party.Server;
    }

    /// <summary>The active closer sits in TIME_WAIT once both FINs are acknowledged, or once the second is known to have been delivered.</summary>
    private static Party TimeWaitHolder(in TeardownFacts facts, CloseKind kind, Party closer, in FinalAckVerdict finalAck)
    {
        bool closed = kind is CloseKind.Graceful or CloseKind.Simultaneous;
        return closed || finalAck.Loss == LostFinalAck.NotCaptured ? closer : Party.None;
    }

    private static FrameNumber? FinFrame(in TeardownFacts facts, in Endpoint end, FrameMap frames) =>
        end.Has(Fin) ? frames.Locate(facts.Connection.FirstPacket + end.FinFrame) : null;

    private static FrameNumber? FinAckFrame(in TeardownFacts facts, in Endpoint end, FrameMap frames) =>
        end.Has(FinAcked) ? frames.Locate(facts.Connection.FirstPacket + end.FinAckFrame) : null;

    /// <summary>Payload by sequence numbers: what lies between the first and the highest, less SYN, FIN and what was never captured.</summary>
    private static long PayloadBytes(in Endpoint end, in RareFacts.Losses losses)
    {
        if (!end.Has(Seen))
            return 0;
        long span = ((long)end.Wraps << 32) + end.Next - end.InitialSequence;
        long controls = (end.HasAny(Syn | SynAck) ? 1 : 0) + (end.Has(Fin) && SequenceNumber.IsAtOrAfter(end.Next, end.FinEnd) ? 1 : 0);
        return Math.Max(0, span - controls - losses.Missing);
    }
}
