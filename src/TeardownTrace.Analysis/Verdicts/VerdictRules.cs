using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>From facts to the verdict: every part by its own rules, in the order in which one rests on another.</summary>
internal static class VerdictRules
{
    /// <summary>Judges a connection.</summary>
    public static Verdict Judge(in TeardownFacts facts)
    {
        Party ordinary = OrdinaryEnding.CloserOf(facts.Connection, facts.Options);
        return ordinary == Party.None ? JudgeByAll(facts) : OrdinaryEnding.VerdictOf(ordinary);
    }

    /// <summary>Judges a connection of which <see cref="OrdinaryEnding"/> says nothing, or as if it did.</summary>
    public static Verdict JudgeByAll(in TeardownFacts facts)
    {
        Party closer = facts.Has(ConnectionMarks.OnlyResets) ? Party.None : CloserRules.ActiveCloser(facts);
        CloseKind kind = CloseKindRules.CloseKindOf(facts);
        ConnectionFlags flags = FlagRules.FlagsOf(facts, closer);
        FinalAckVerdict finalAck = FinalAckRules.Judge(facts, closer);
        ref readonly ReuseFacts reuse = ref facts.Rare.Reuse;
        bool isReuse = reuse.MetTimeWait && !(reuse.OnlyIfProven && reuse.Proof == ReuseProof.None)
            && !(reuse.OnlyIfEstablished && !facts.Has(ConnectionMarks.Established));
        return new Verdict
        {
            CloseKind = kind,
            ActiveCloser = closer,
            MissingFin = CloserRules.MissingFin(facts),
            FinalAck = finalAck,
            TimeWaitHolder = TimeWaitHolder(kind, closer, finalAck),
            ResetBy = HasReset(facts) ? ResetBy(facts) : Party.None,
            IsReuse = isReuse,
            SynReuse = isReuse ? OutcomeOf(facts) : SynReuse.None,
            ReuseRule = isReuse && !reuse.OptionsCut ? reuse.Rule : null,
            Flags = flags,
            Doubt = ConfidenceRules.ReasonFor(facts, kind, flags, finalAck),
        };
    }

    /// <summary>What became of a SYN into TIME_WAIT. A SYN-ACK that the capture does not hold has accepted it, too.</summary>
    private static SynReuse OutcomeOf(in TeardownFacts facts)
    {
        SynReuse seen = facts.Rare.Reuse.Outcome;
        return seen == SynReuse.Unanswered && facts.Connection.IsSynAnswered ? SynReuse.Accepted : seen;
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
    private static Party TimeWaitHolder(CloseKind kind, Party closer, in FinalAckVerdict finalAck)
    {
        bool closed = kind is CloseKind.Graceful or CloseKind.Simultaneous;
        return closed || finalAck.Loss == LostFinalAck.NotCaptured ? closer : Party.None;
    }
}
