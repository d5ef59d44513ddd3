using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What keeps a verdict from being certain: the first row whose condition holds (SPEC section 7).</summary>
internal static class ConfidenceRules
{
    /// <summary>A SYN that is answered at all is answered within the first retransmission timeout (RFC 6298 2.1).</summary>
    private const long AnswerNs = Timestamp.NanosecondsPerSecond;

    /// <summary>Ports from here on are ephemeral on every common system but the oldest.</summary>
    private const int EphemeralPorts = 32768;

    private static readonly Row[] Rows =
    [
        new(ConfidenceReason.Evicted, static (in facts, _, _) => facts.Has(ConnectionMarks.Evicted)),
        new(ConfidenceReason.CaptureDrops, static (in facts, _, _) => facts.Has(ConnectionMarks.CaptureDrops)),
        new(ConfidenceReason.OneSided, static (in facts, kind, _) => facts.IsOneSided || kind == CloseKind.Stray || IsAnswerUncaptured(facts, kind)),
        new(ConfidenceReason.BeganLate, static (in facts, kind, flags) => BeganInClose(facts, kind, flags)),
        new(ConfidenceReason.CaptureGap, static (in facts, kind, flags) => (flags & ConnectionFlags.CaptureGap) != 0 && GapMatters(facts, kind)),
        new(ConfidenceReason.CaptureGap, static (in facts, kind, _) => kind == CloseKind.HalfClosed && (IsAnswerToFinMissed(facts) || MayOwedFinBeMissed(facts))),
        new(ConfidenceReason.CaptureGap, static (in facts, kind, _) => kind == CloseKind.Reset && (MayResetFollowFin(facts) || WasEndGivenUpUnseen(facts) || MayResetFollowClose(facts))),
        new(ConfidenceReason.CaptureGap, static (in facts, _, _) => facts.Rare.Reuse is { IsUndecided: true, Proof: ReuseProof.None }),
        new(ConfidenceReason.CaptureGap, static (in facts, _, _) => IsFirstSynUnknown(facts)),
        new(ConfidenceReason.CaptureGap, static (in facts, kind, _) => kind == CloseKind.HandshakeIncomplete && MayHandshakeBeMissed(facts)),
        new(ConfidenceReason.LossPlaceUnknown, static (in facts, _, _) => MayFinHaveAnswered(facts)),
        new(ConfidenceReason.ResetUnconfirmed, static (in facts, _, _) => IsResetUnconfirmed(facts)),
        new(ConfidenceReason.EndedEarly, static (in facts, kind, _) => EndedEarly(facts, kind)),
        new(ConfidenceReason.RolesGuessed, static (in facts, kind, _) => AreRolesDoubtful(facts, kind)),
    ];

    private delegate bool Condition(in TeardownFacts facts, CloseKind kind, ConnectionFlags flags);

    /// <summary>The reason, or None when the vantage shows what is said.</summary>
    public static ConfidenceReason ReasonFor(in TeardownFacts facts, CloseKind kind, ConnectionFlags flags, in FinalAckVerdict finalAck)
    {
        foreach (Row row in Rows)
        {
            if (row.Holds(facts, kind, flags))
                return row.Reason;
        }

        // A final ACK that the capture does not hold was lost before the vantage only if the capture holds what passed.
        if (finalAck.Loss == LostFinalAck.BeforeVantage && (flags & ConnectionFlags.CaptureGap) != 0)
            return ConfidenceReason.CaptureGap;
        return finalAck.Doubt;
    }

    /// <summary>Picked up when the close was under way: a side that sent nothing more may have sent its FIN before.</summary>
    private static bool BeganInClose(in TeardownFacts facts, CloseKind kind, ConnectionFlags flags)
    {
        if (!facts.Has(ConnectionMarks.MidStream))
            return false;
        if (kind is CloseKind.HalfClosed or CloseKind.Reset && facts.ClientFin != facts.ServerFin)
            return !(facts.ClientFin ? facts.Server : facts.Client).Has(Data);
        return kind switch
        {
            CloseKind.Open => !BothSpeak(facts),
            CloseKind.Reset => !facts.ClientFin && !facts.ServerFin && (!BothSpeak(facts) || (flags & ConnectionFlags.CaptureGap) != 0),
            _ => false,
        };
    }

    /// <summary>Who sends data has not closed; keep-alives come from CLOSE_WAIT and FIN_WAIT_2 as well.</summary>
    private static bool BothSpeak(in TeardownFacts facts) => facts.Client.Has(Data) && facts.Server.Has(Data);

    private static bool IsAnswerUncaptured(in TeardownFacts facts, CloseKind kind) => IsSynAckUncaptured(facts, kind) || IsSynUnrepeated(facts, kind);

    /// <summary>A RST of the SYN's own sender refuses nothing: it answers a SYN-ACK that the capture does not hold.</summary>
    private static bool IsSynAckUncaptured(in TeardownFacts facts, CloseKind kind) => kind == CloseKind.Refused && facts.Resetter.Has(Syn);

    /// <summary>Who offers options keeps state and repeats what is not answered; scanners, and what answers every SYN for a whole network, do neither.</summary>
    private static bool IsFullStack(in Endpoint end) => end.HasAny(WindowScale | Timestamps);

    /// <summary>
    /// A SYN that is not answered is sent again after a second (RFC 6298 2.1). Where a full stack did not, it got an answer that
    /// was not captured, or its owner gave up: nothing tells which; nor where its sender went on to another SYN before that.
    /// </summary>
    private static bool IsSynUnrepeated(in TeardownFacts facts, CloseKind kind) =>
        kind == CloseKind.Unanswered
        && (IsFullStack(facts.Client) || IsFullStack(facts.Server))
        && !facts.Either(SynRepeated)
        && facts.Rare.Reuse.Outcome != SynReuse.Rejected
        && (facts.Has(ConnectionMarks.Superseded) || !IsAnswerPending(facts));

    /// <summary>
    /// Who waits for the ACK of a SYN-ACK sends that, or its data, again after a second (RFC 6298 2.1). Where a full stack did not, the ACK or a RST reached it unseen,
    /// or it keeps no state after all (SYN cookies): nothing tells which. A SYN sent again behind the SYN-ACK shows that this did not arrive.
    /// </summary>
    private static bool IsSynAckUnrepeated(in TeardownFacts facts) =>
        !facts.Server.Has(SynRepeated) && facts.Server.Unanswered == 0 && !(facts.Client.Has(SynRepeated | LastWasSyn) && facts.SpokeLast(facts.Client));

    /// <summary>The handshake may have gone on in what the capture missed; also where the SYN-ACK itself was missed, and known by an ACK behind it.</summary>
    private static bool MayHandshakeBeMissed(in TeardownFacts facts) =>
        (IsFullStack(facts.Server) || !facts.Connection.HasSynAck) && IsSynAckUnrepeated(facts) && !IsAnswerPending(facts);

    /// <summary>Whether a SYN of another number came before an answer to the connection's own, or the repetition of that, was due.</summary>
    public static bool IsSynGivenUp(in TeardownFacts facts) => facts.Has(ConnectionMarks.Superseded) && IsSynPending(facts);

    /// <summary>Neither an answer to the SYN nor its repetition was due by then.</summary>
    private static bool IsSynPending(in TeardownFacts facts) => !facts.Either(SynRepeated) && IsAnswerPending(facts);

    /// <summary>Neither an answer to the latest segment nor its repetition was due by the time that the capture, or the connection, ended.</summary>
    private static bool IsAnswerPending(in TeardownFacts facts) => facts.Until - facts.Connection.LastTime < AnswerNs;

    /// <summary>A gap touches what rests on something not having been sent, and a RST that rests on the window.</summary>
    private static bool GapMatters(in TeardownFacts facts, CloseKind kind) =>
        kind is CloseKind.HalfClosed or CloseKind.Unacknowledged or CloseKind.Open || facts.IsAnyFinInferred
        || facts.Rare.Reuse.Outcome == SynReuse.Unanswered || RestsOnWindow(facts)
        || (kind == CloseKind.Reset && (MayHaveClosedUnseen(facts.Client, facts.Server) || MayHaveClosedUnseen(facts.Server, facts.Client)));

    /// <summary>The peer has acknowledged more than was captured of an end, up to its last: a FIN may have been among it.</summary>
    private static bool MayHaveClosedUnseen(in Endpoint end, in Endpoint peer) =>
        end.Has(Seen) && !end.Has(Fin) && peer.Has(Ack) && SequenceNumber.IsAfter(peer.Acked, end.Next);

    /// <summary>A FIN that is neither acknowledged nor sent again has been answered, and the answer, which the capture does not hold, may have been a FIN.</summary>
    private static bool IsAnswerToFinMissed(in TeardownFacts facts)
    {
        ref readonly Endpoint closed = ref facts.HasFin(facts.Client) ? ref facts.Client : ref facts.Server;
        return facts.HasFin(closed) && !closed.HasAny(FinAcked | FinRepeated | FinFirstMissed) && FinalAckRules.IsDelivered(facts, closed);
    }

    /// <summary>The side that seems to owe its FIN spoke last from beyond what was captured of it: a FIN that was lost before the vantage may lie between.</summary>
    private static bool MayOwedFinBeMissed(in TeardownFacts facts)
    {
        ref readonly Endpoint owing = ref facts.ClientFin ? ref facts.Server : ref facts.Client;
        ref readonly RareFacts.Losses losses = ref facts.ClientFin ? ref facts.ServerLosses : ref facts.ClientLosses;
        return losses.IsMissingBelow(owing.Next);
    }

    /// <summary>
    /// A FIN seems to have answered nothing, as its sender spoke from beyond it before it acknowledged the peer's. But the peer's was sent again by then: what came
    /// from beyond may answer that, and the FIN and what went with it, all lost before the vantage, an earlier one. Not where it echoes the latest: that arrived first.
    /// </summary>
    private static bool MayFinHaveAnswered(in TeardownFacts facts) =>
        MayFinHaveAnswered(facts.Client, facts.Server) || MayFinHaveAnswered(facts.Server, facts.Client);

    private static bool MayFinHaveAnswered(in Endpoint end, in Endpoint peer) =>
        end.Has(Fin | FinFirstMissed | SpokeFromBeyondFirst) && SequenceNumber.IsAtOrAfter(end.FinAcknowledgment, peer.FinEnd)
        && peer.Has(Fin | FinRepeatedUnacked) && !peer.Has(FinAckEchoesLatest);

    /// <summary>
    /// A RST that stands one beyond everything captured of its sender: a FIN may have been between, or a byte. One that came second, after the peer's had
    /// been acknowledged, changes nothing.
    /// </summary>
    private static bool MayResetFollowFin(in TeardownFacts facts)
    {
        ref readonly Endpoint resetter = ref facts.Resetter;
        ref readonly Endpoint peer = ref facts.Connection.End(!facts.Rare.Reset.ByHigh);
        return resetter.Has(Seen) && !resetter.Has(Fin) && !peer.Has(Fin | FinAcked) && facts.Rare.Reset.Sequence - resetter.Next == 1;
    }

    /// <summary>
    /// A bare RST from amid what its sender had sent: that had a connection, and within a round trip none any more. Its FIN or RST, which would tell who
    /// closed, was missed.
    /// </summary>
    private static bool WasEndGivenUpUnseen(in TeardownFacts facts)
    {
        ref readonly Endpoint resetter = ref facts.Resetter;
        return facts.Rare.Reset.Cause == ResetCause.UnknownConnection && resetter.Has(Seen) && !facts.HasFin(resetter)
            && SequenceNumber.IsAfter(resetter.Next, facts.Rare.Reset.Sequence);
    }

    /// <summary>
    /// A RST that answers FIN2 does it at once. One that comes when FIN2 would have been sent again, and was not, may stand behind a final ACK that the capture
    /// missed.
    /// </summary>
    private static bool MayResetFollowClose(in TeardownFacts facts)
    {
        if (!facts.HasFin(facts.Client) || !facts.HasFin(facts.Server))
            return false;
        ref readonly Endpoint later = ref facts.Client.FinTime > facts.Server.FinTime ? ref facts.Client : ref facts.Server;
        return !later.HasAny(FinAcked | FinRepeated | FinFirstMissed)
            && facts.Rare.Reset.Time - later.FinTime > Math.Max(facts.Connection.RoundTripNs, Endpoint.PresumedRoundTripNs);
    }

    /// <summary>Both ends opened, and one SYN was missed: whose was first, and so who is client, is not known.</summary>
    private static bool IsFirstSynUnknown(in TeardownFacts facts) =>
        facts.Has(ConnectionMarks.SimultaneousOpen) && !(facts.Client.Has(Syn) && facts.Server.Has(Syn));

    /// <summary>Silence long enough confirms a RST in the window, but for the window of a connection picked up in the middle: its scale is not known.</summary>
    private static bool IsResetUnconfirmed(in TeardownFacts facts) =>
        RestsOnWindow(facts) && (facts.Has(ConnectionMarks.MidStream) || facts.Until - facts.Rare.Reset.Time < facts.Connection.RoundTripNs);

    /// <summary>The RST that ended it was in its receiver's window, and no more than that.</summary>
    private static bool RestsOnWindow(in TeardownFacts facts) => facts.IsReset && facts.Rare.Reset.Grade == ResetGrade.Plausible;

    private static bool EndedEarly(in TeardownFacts facts, CloseKind kind) => kind switch
    {
        CloseKind.HalfClosed => !facts.Has(ConnectionMarks.ReusedByAcceptedSyn)
            && facts.Until - TimingRules.FirstFinTime(facts) < facts.Options.FinTimeoutNs,
        // Who sends a SYN of another number waits for an answer to this one no more, whatever the capture still shows.
        CloseKind.Unanswered => IsSynPending(facts) && facts.Rare.Reuse.Outcome != SynReuse.Rejected && !facts.Has(ConnectionMarks.Superseded),
        CloseKind.HandshakeIncomplete => IsSynAckUnrepeated(facts) && IsAnswerPending(facts),
        CloseKind.Unacknowledged => IsLaterFinRecent(facts),
        _ => false,
    };

    private static bool IsLaterFinRecent(in TeardownFacts facts) =>
        facts.Until - Math.Max(facts.Client.FinTime, facts.Server.FinTime) < Math.Max(AnswerNs, facts.Connection.RoundTripNs);

    /// <summary>Roles by port are sound when one port is a system port or one alone is ephemeral; otherwise who is client is a guess.</summary>
    private static bool AreRolesDoubtful(in TeardownFacts facts, CloseKind kind)
    {
        if (!facts.Has(ConnectionMarks.MidStream) || kind == CloseKind.Stray)
            return false;
        ushort low = facts.Ends.Low.Port;
        ushort high = facts.Ends.High.Port;
        bool bySystemPort = BeginningRules.IsSystemPort(low) != BeginningRules.IsSystemPort(high);
        bool byEphemeralPort = low >= EphemeralPorts != high >= EphemeralPorts;
        return !bySystemPort && !byEphemeralPort;
    }

    private readonly record struct Row(ConfidenceReason Reason, Condition Holds);
}
