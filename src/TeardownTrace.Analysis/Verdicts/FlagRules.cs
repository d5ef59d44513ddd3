using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What else was seen: one row a flag, with its condition (SPEC section 6). What the tracker marked is tested all at once first, because most connections show none of it.</summary>
internal static class FlagRules
{
    /// <summary>An answer to a retransmission would have come by then.</summary>
    private const long AnswerNs = Timestamp.NanosecondsPerSecond;

    /// <summary>What a mark or a piece of evidence of either end shows by itself.</summary>
    private static readonly Shown[] Marked =
    [
        new(ConnectionFlags.ChallengeAck, ConnectionMarks.ChallengeAck, EndpointEvidence.None),
        new(ConnectionFlags.DataInSyn, ConnectionMarks.None, SynData),
        new(ConnectionFlags.FinRetransmitted, ConnectionMarks.None, FinRepeated | FinFirstMissed),
        new(ConnectionFlags.HalfCloseData, ConnectionMarks.None, CloseWaitData),
        new(ConnectionFlags.Keepalive, ConnectionMarks.None, EndpointEvidence.Keepalive),
        new(ConnectionFlags.MirrorDuplicates, ConnectionMarks.MirrorDuplicates, EndpointEvidence.None),
        new(ConnectionFlags.RstAfterClose, ConnectionMarks.RstAfterClose, EndpointEvidence.None),
        new(ConnectionFlags.RstIgnored, ConnectionMarks.RstIgnored, EndpointEvidence.None),
        new(ConnectionFlags.RstTtlMismatch, ConnectionMarks.RstTtlMismatch, EndpointEvidence.None),
        new(ConnectionFlags.SimultaneousOpen, ConnectionMarks.SimultaneousOpen, EndpointEvidence.None),
        new(ConnectionFlags.SynRetransmitted, ConnectionMarks.None, SynRepeated),
        new(ConnectionFlags.TimeWaitData, ConnectionMarks.TimeWaitData, EndpointEvidence.None),
        new(ConnectionFlags.ZeroWindow, ConnectionMarks.None, EndpointEvidence.ZeroWindow),
    ];

    /// <summary>What follows from several facts.</summary>
    private static readonly Row[] Derived =
    [
        new(ConnectionFlags.CaptureGap, static (in facts, _) => HasGap(facts)),
        new(ConnectionFlags.CloseWaitStuck, static (in facts, closer) => IsStuckInCloseWait(facts, closer)),
        new(ConnectionFlags.MidStream, static (in facts, _) => !facts.Either(Syn)),
        new(ConnectionFlags.OneSided, static (in facts, _) => facts.IsOneSided),
        new(ConnectionFlags.PeerVanished, static (in facts, _) => UnansweredOf(facts) != Party.None),
    ];

    private static readonly ConnectionMarks AllMarks = Marked.Aggregate(ConnectionMarks.None, static (all, row) => all | row.Marks);
    private static readonly EndpointEvidence AllEvidence = Marked.Aggregate(EndpointEvidence.None, static (all, row) => all | row.Evidence);

    private delegate bool Condition(in TeardownFacts facts, Party closer);

    /// <summary>All that hold.</summary>
    /// <param name="facts">What was observed.</param>
    /// <param name="closer">The active closer.</param>
    public static ConnectionFlags FlagsOf(in TeardownFacts facts, Party closer)
    {
        ConnectionMarks marks = facts.Connection.Marks & AllMarks;
        EndpointEvidence evidence = (facts.Client.Evidence | facts.Server.Evidence) & AllEvidence;
        ConnectionFlags flags = ConnectionFlags.None;
        if (marks != ConnectionMarks.None || evidence != EndpointEvidence.None)
        {
            foreach (Shown row in Marked)
            {
                if ((marks & row.Marks) != 0 || (evidence & row.Evidence) != 0)
                    flags |= row.Flag;
            }
        }

        foreach (Row row in Derived)
        {
            if (row.Holds(facts, closer))
                flags |= row.Flag;
        }

        return flags;
    }

    /// <summary>Whose last segments, sent again and again, the peer left unanswered. One side's at most: what a side sends answers the other.</summary>
    public static Party UnansweredOf(in TeardownFacts facts)
    {
        if (IsUnanswered(facts, facts.Client))
            return Party.Client;
        return IsUnanswered(facts, facts.Server) ? Party.Server : Party.None;
    }

    /// <summary>A segment was acknowledged that was never captured.</summary>
    private static bool HasGap(in TeardownFacts facts) =>
        facts.Has(ConnectionMarks.GapAcknowledged) || IsSynAckMissed(facts)
        || HasGap(facts.Client, facts.Server, facts.ClientLosses) || HasGap(facts.Server, facts.Client, facts.ServerLosses);

    /// <summary>The capture shows the SYN and what both ends sent after it, but not the SYN-ACK between.</summary>
    private static bool IsSynAckMissed(in TeardownFacts facts) =>
        facts.Client.Has(Syn | Ack) && facts.Server.Has(Seen) && !facts.Server.Has(Syn) && !facts.Connection.HasSynAck;

    private static bool HasGap(in Endpoint end, in Endpoint peer, in RareFacts.Losses losses)
    {
        if (!end.Has(Seen) || !peer.Has(Ack))
            return false;
        return end.Has(FinMissed) || SequenceNumber.IsAfter(peer.Acked, end.Next) || (losses.Missing > 0 && peer.Acked == end.Next);
    }

    private static bool IsStuckInCloseWait(in TeardownFacts facts, Party closer)
    {
        if (TimingRules.CloseWaitNs(facts, closer) is not { } waited)
            return false;
        ref readonly Endpoint passive = ref closer == Party.Client ? ref facts.Server : ref facts.Client;
        return waited > facts.Options.FinTimeoutNs && !passive.Has(CloseWaitData);
    }

    private static bool IsUnanswered(in TeardownFacts facts, in Endpoint end)
    {
        if (end.Unanswered == 0)
            return false;
        bool patient = end.Unanswered > 1 || facts.Until - facts.Connection.LastTime >= AnswerNs || facts.IsReset;
        return patient && facts.Has(ConnectionMarks.Established) && !facts.IsOneSided;
    }

    private readonly record struct Shown(ConnectionFlags Flag, ConnectionMarks Marks, EndpointEvidence Evidence);

    private readonly record struct Row(ConnectionFlags Flag, Condition Holds);
}
