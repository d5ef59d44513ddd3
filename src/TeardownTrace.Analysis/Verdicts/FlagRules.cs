using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What else was seen: one row a flag, with its condition (SPEC section 6).</summary>
internal static class FlagRules
{
    /// <summary>An answer to a retransmission would have come by then.</summary>
    private const long AnswerNs = Timestamp.NanosecondsPerSecond;

    private static readonly Row[] Rows =
    [
        new(ConnectionFlags.CaptureGap, static (in facts) => HasGap(facts)),
        new(ConnectionFlags.ChallengeAck, static (in facts) => facts.Has(ConnectionMarks.ChallengeAck)),
        new(ConnectionFlags.CloseWaitStuck, static (in facts) => IsStuckInCloseWait(facts)),
        new(ConnectionFlags.DataInSyn, static (in facts) => facts.Either(SynData)),
        new(ConnectionFlags.FinRetransmitted, static (in facts) => facts.Either(FinRepeated) || facts.Either(FinFirstMissed)),
        new(ConnectionFlags.HalfCloseData, static (in facts) => facts.Either(CloseWaitData)),
        new(ConnectionFlags.Keepalive, static (in facts) => facts.Either(Keepalive)),
        new(ConnectionFlags.MidStream, static (in facts) => !facts.Either(Syn)),
        new(ConnectionFlags.MirrorDuplicates, static (in facts) => facts.Has(ConnectionMarks.MirrorDuplicates)),
        new(ConnectionFlags.OneSided, static (in facts) => facts.IsOneSided),
        new(ConnectionFlags.PeerVanished, static (in facts) => IsUnanswered(facts, facts.Client) || IsUnanswered(facts, facts.Server)),
        new(ConnectionFlags.RstAfterClose, static (in facts) => facts.Has(ConnectionMarks.RstAfterClose)),
        new(ConnectionFlags.RstIgnored, static (in facts) => facts.Has(ConnectionMarks.RstIgnored)),
        new(ConnectionFlags.RstTtlMismatch, static (in facts) => facts.Has(ConnectionMarks.RstTtlMismatch)),
        new(ConnectionFlags.SimultaneousOpen, static (in facts) => facts.Has(ConnectionMarks.SimultaneousOpen)),
        new(ConnectionFlags.SynRetransmitted, static (in facts) => facts.Either(SynRepeated)),
        new(ConnectionFlags.TimeWaitData, static (in facts) => facts.Has(ConnectionMarks.TimeWaitData)),
        new(ConnectionFlags.ZeroWindow, static (in facts) => facts.Either(ZeroWindow)),
    ];

    private delegate bool Condition(in TeardownFacts facts);

    /// <summary>All that hold.</summary>
    public static ConnectionFlags FlagsOf(in TeardownFacts facts)
    {
        ConnectionFlags flags = ConnectionFlags.None;
        foreach (Row row in Rows)
        {
            if (row.Holds(facts))
                flags |= row.Flag;
        }

        return flags;
    }

    /// <summary>A segment was acknowledged that was never captured.</summary>
    private static bool HasGap(in TeardownFacts facts) =>
        HasGap(facts.Client, facts.Server, facts.ClientLosses) || HasGap(facts.Server, facts.Client, facts.ServerLosses);

    private static bool HasGap(in Endpoint end, in Endpoint peer, in RareFacts.Losses losses)
    {
        if (!end.Has(Seen) || !peer.Has(Ack))
            return false;
        return SequenceNumber.IsAfter(peer.Acked, end.Next) || (losses.Missing > 0 && peer.Acked == end.Next);
    }

    private static bool IsStuckInCloseWait(in TeardownFacts facts)
    {
        Party closer = CloserRules.ActiveCloser(facts);
        if (closer is Party.None or Party.Both || TimingRules.CloseWaitNs(facts, closer) is not { } waited)
            return false;
        ref readonly Endpoint passive = ref closer == Party.Client ? ref facts.Server : ref facts.Client;
        return waited > facts.Options.FinTimeoutNs && !passive.Has(CloseWaitData);
    }

    private static bool IsUnanswered(in TeardownFacts facts, in Endpoint end)
    {
        bool patient = end.Unanswered > 1 || facts.Until - facts.Connection.LastTime >= AnswerNs || facts.IsReset;
        return end.Unanswered > 0 && patient && facts.Has(ConnectionMarks.Established) && !facts.IsOneSided;
    }

    private readonly record struct Row(ConnectionFlags Flag, Condition Holds);
}
