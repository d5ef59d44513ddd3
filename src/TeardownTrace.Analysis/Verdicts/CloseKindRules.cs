using TeardownTrace.Analysis.Tracking;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>How a connection ended: the first row whose condition holds (SPEC section 4), and how far its opening came.</summary>
internal static class CloseKindRules
{
    private static readonly Row[] Rows =
    [
        new(CloseKind.Stray, static (in facts) => facts.Has(ConnectionMarks.OnlyResets)),
        new(CloseKind.Refused, static (in facts) => IsResetInHandshake(facts) && !facts.Either(SynAck)),
        new(CloseKind.AbortedHandshake, static (in facts) => IsResetInHandshake(facts)),
        new(CloseKind.Reset, static (in facts) => facts.IsReset),
        new(CloseKind.Simultaneous, static (in facts) => AreFinsDone(facts) && CloserRules.ActiveCloser(facts) == Party.Both),
        new(CloseKind.Graceful, static (in facts) => AreFinsDone(facts)),
        new(CloseKind.Unacknowledged, static (in facts) => facts.ClientFin && facts.ServerFin),
        new(CloseKind.HalfClosed, static (in facts) => facts.ClientFin || facts.ServerFin),
        new(CloseKind.Open, static (in facts) => facts.Has(ConnectionMarks.Established)),
        new(CloseKind.HandshakeIncomplete, static (in facts) => facts.Either(SynAck)),
        new(CloseKind.Unanswered, static (in _) => true),
    ];

    private delegate bool Condition(in TeardownFacts facts);

    /// <summary>How it ended.</summary>
    public static CloseKind CloseKindOf(in TeardownFacts facts)
    {
        foreach (Row row in Rows)
        {
            if (row.Holds(facts))
                return row.Kind;
        }

        return CloseKind.Unanswered;
    }

    /// <summary>How far the opening came.</summary>
    public static Handshake HandshakeOf(in TeardownFacts facts)
    {
        if (facts.Has(ConnectionMarks.MidStream))
            return Handshake.MidStream;
        if (facts.Has(ConnectionMarks.Established))
            return Handshake.Complete;
        if (facts.Either(SynAck))
            return Handshake.NoFinalAck;
        return IsResetInHandshake(facts) ? Handshake.Refused : Handshake.SynOnly;
    }

    private static bool IsResetInHandshake(in TeardownFacts facts) => facts.IsReset && facts.Rare.Reset.Phase == ResetPhase.Handshake;

    private static bool AreFinsDone(in TeardownFacts facts) => facts.ClientFin && facts.ServerFin && facts.AreFinsAcknowledged;

    private readonly record struct Row(CloseKind Kind, Condition Holds);
}
