using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// Where the final ACK was lost (SPEC section 5). Evidence is the passive closer's FIN: sent again after the ACK passed the vantage, again
/// without any ACK, or not again; and data before it that goes again in its place. Timestamps (RFC 7323) tell more: TIME_WAIT echoes the
/// transmission of the FIN that it received first.
/// </summary>
internal static class FinalAckRules
{
    /// <summary>Silence that proves delivery, with <see cref="MarginRoundTrips"/>: a lost final ACK shows within a retransmission timeout.</summary>
    private const long MarginNs = Timestamp.NanosecondsPerSecond;

    private const int MarginRoundTrips = 4;

    /// <summary>Repeats of FIN and ACK after which a silence no longer tells a delivered ACK from an end that gave up.</summary>
    private const int RepeatsThatTell = 3;

    /// <summary>What can be said.</summary>
    /// <param name="facts">What was observed.</param>
    /// <param name="closer">The active closer.</param>
    public static FinalAckVerdict Judge(in TeardownFacts facts, Party closer)
    {
        if (facts.IsReset)
            return default;

        FinalAckVerdict byServer = closer is Party.Server or Party.Both ? Judge(facts, facts.Client, facts.ClientLosses, facts.Server) : default;
        FinalAckVerdict byClient = closer is Party.Client or Party.Both ? Judge(facts, facts.Server, facts.ServerLosses, facts.Client) : default;
        return byClient.Loss != LostFinalAck.None ? byClient : byServer;
    }

    private static FinalAckVerdict Judge(in TeardownFacts facts, in Endpoint passive, in RareFacts.Losses losses, in Endpoint active)
    {
        if (!passive.Has(Fin) || !active.Has(Seen) || facts.IsFinInferred(active, passive))
            return default;
        return passive.Has(FinAcked) ? JudgeAcknowledged(facts, passive, losses, active) : JudgeUnacknowledged(facts, passive, active);
    }

    private static FinalAckVerdict JudgeUnacknowledged(in TeardownFacts facts, in Endpoint passive, in Endpoint active)
    {
        if (passive.HasAny(FinRepeated | FinFirstMissed))
            return new(LostFinalAck.BeforeVantage, Recovered: false, ConfidenceReason.LossPlaceUnknown);
        if (passive.Unanswered > 0 || LacksFin(facts, passive, active))
            return new(LostFinalAck.Unknown, Recovered: null, ConfidenceReason.LossPlaceUnknown);

        return IsDelivered(facts, passive)
            ? new(LostFinalAck.NotCaptured, Recovered: null, ConfidenceReason.None)
            : new(LostFinalAck.Unknown, Recovered: null, ConfidenceReason.EndedEarly);
    }

    /// <summary>Whether a FIN that was never seen acknowledged must have been: it would have been sent again by then, or the 4-tuple not used again.</summary>
    public static bool IsDelivered(in TeardownFacts facts, in Endpoint end)
    {
        long margin = Math.Max(MarginNs, MarginRoundTrips * facts.Connection.RoundTripNs);
        return facts.Until - end.FinTime >= margin || facts.Has(ConnectionMarks.ReusedByAcceptedSyn);
    }

    /// <summary>
    /// Whether the active closer, the last to speak, went on without acknowledging a FIN that should have arrived by then; or closed without acknowledging
    /// what stands before the FIN, and the capture does not hold that either.
    /// </summary>
    private static bool LacksFin(in TeardownFacts facts, in Endpoint passive, in Endpoint active) =>
        (facts.SpokeLast(active) && facts.Connection.LastTime - passive.FinTime > active.RoundTripNs)
        || (passive.Has(Hole) && active.Has(Fin) && active.FinFrame > passive.FinFrame);

    private static FinalAckVerdict JudgeAcknowledged(in TeardownFacts facts, in Endpoint passive, in RareFacts.Losses losses, in Endpoint active)
    {
        if (passive.Has(FinRepeatedLate))
        {
            if (!passive.Has(FinAckedNow))
            {
                // Until the ACK of what was sent again last can have come, nothing tells that it did not.
                return facts.SpokeLast(passive) && facts.Until - facts.Connection.LastTime <= active.RoundTripNs
                    ? new(LostFinalAck.AfterVantage, Recovered: null, ConfidenceReason.EndedEarly)
                    : new(LostFinalAck.AfterVantage, Recovered: false, ConfidenceReason.None);
            }

            bool cutOff = facts.Has(ConnectionMarks.RstAfterClose);
            bool persistent = passive.Fins > RepeatsThatTell;
            return cutOff || persistent
                ? new(LostFinalAck.AfterVantage, Recovered: null, ConfidenceReason.LossPlaceUnknown)
                : new(LostFinalAck.AfterVantage, Recovered: true, ConfidenceReason.None);
        }

        if (passive.Has(FinRepeatedEarly))
            return new(LostFinalAck.Unknown, Recovered: null, ConfidenceReason.LossPlaceUnknown);
        if (!passive.HasAny(FinRepeatedUnacked | FinAckEchoesEarlier) || passive.Has(FinAckEchoesLatest))
            return default;
        if (DidRepeatCross(passive, losses, active))
            return new(LostFinalAck.Unknown, Recovered: null, ConfidenceReason.LossPlaceUnknown);
        return new(
            LostFinalAck.BeforeVantage,
            Recovered: true,
            passive.Has(FinRepeatedUnacked | FinAckEchoesEarlier) ? ConfidenceReason.None : ConfidenceReason.LossPlaceUnknown);
    }

    /// <summary>
    /// The ACK came so much sooner after the FIN was sent again than a round trip to who sent it that it answers an earlier one, and was on its way. Half of
    /// the round trip measured: that of the next moment may well be a little shorter.
    /// </summary>
    private static bool DidRepeatCross(in Endpoint passive, in RareFacts.Losses losses, in Endpoint active) =>
        passive.Has(FinRepeatedUnacked) && active.MeasuredRoundTripNs != 0
        && passive.FinAckTime - losses.FinRepeatTime < active.RoundTripNs / 2;
}
