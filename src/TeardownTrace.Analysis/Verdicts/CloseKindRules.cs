using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>How a connection ended: the first condition that holds (SPEC section 4), and how far its opening came.</summary>
internal static class CloseKindRules
{
    /// <summary>How it ended.</summary>
    public static CloseKind CloseKindOf(in TeardownFacts facts)
    {
        if (facts.Has(ConnectionMarks.OnlyResets))
            return CloseKind.Stray;
        if (IsResetInHandshake(facts))
            return facts.Connection.IsSynAnswered ? CloseKind.AbortedHandshake : CloseKind.Refused;
        if (facts.IsReset)
            return CloseKind.Reset;
        if (facts.ClientFin && facts.ServerFin)
        {
            if (!facts.AreFinsAcknowledged)
                return CloseKind.Unacknowledged;
            return CloserRules.ActiveCloser(facts) == Party.Both ? CloseKind.Simultaneous : CloseKind.Graceful;
        }

        if (facts.ClientFin || facts.ServerFin)
            return CloseKind.HalfClosed;
        if (facts.Has(ConnectionMarks.Established))
            return CloseKind.Open;
        return facts.Connection.IsSynAnswered ? CloseKind.HandshakeIncomplete : CloseKind.Unanswered;
    }

    /// <summary>How far the opening came.</summary>
    public static Handshake HandshakeOf(in TeardownFacts facts)
    {
        if (facts.Has(ConnectionMarks.MidStream))
            return Handshake.MidStream;
        if (facts.Has(ConnectionMarks.Established) || (facts.IsReset && facts.ResetPhase is ResetPhase.Established or ResetPhase.Closing))
            return Handshake.Complete;
        if (facts.Connection.IsSynAnswered)
            return Handshake.NoFinalAck;
        return IsResetInHandshake(facts) ? Handshake.Refused : Handshake.SynOnly;
    }

    private static bool IsResetInHandshake(in TeardownFacts facts) => facts.IsReset && facts.ResetPhase == ResetPhase.Handshake;
}
