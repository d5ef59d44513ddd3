namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Which connections tell an operator most: the first row that holds is a connection's rank, its measure orders it within the rank.</summary>
internal static class TellingRules
{
    private static readonly Row[] Rows =
    [
        new(static (in v, in _) => OwesFin(v) && OwingSide(v) != Party.Client, static (in v, in f) => CloseWait(v, f)),
        new(static (in v, in _) => OwesFin(v), static (in v, in f) => CloseWait(v, f)),
        new(static (in v, in _) => v.SynReuse == SynReuse.Rejected, static (in _, in f) => f.Rare.Reuse.DelayNs == 0 ? long.MaxValue : f.Rare.Reuse.DelayNs),
        new(static (in v, in _) => v.FinalAck.Loss is LostFinalAck.AfterVantage or LostFinalAck.BeforeVantage, static (in _, in f) => CloseDuration(f)),
        new(static (in v, in f) => IsCut(v, f, ResetCause.KeepaliveTimeout), static (in _, in f) => Length(f)),
        new(static (in v, in f) => IsCut(v, f, ResetCause.DataAfterClose), static (in _, in f) => CloseDuration(f)),
        new(static (in v, in f) => IsCut(v, f, ResetCause.FinAnswered), static (in _, in f) => CloseDuration(f)),
        new(static (in v, in f) => IsCut(v, f, ResetCause.UnknownConnection) && v.CloseKind == CloseKind.Reset, static (in _, in f) => Length(f)),
        new(static (in v, in f) => v.HasReset && f.Rare.Reset.Origin == ResetOrigin.Middlebox, static (in _, in f) => Length(f)),
        new(static (in v, in _) => (v.Flags & ConnectionFlags.RstAfterClose) != 0 && v.TimeWaitHolder != Party.None, static (in _, in f) => Length(f)),
        new(static (in v, in _) => (v.Flags & ConnectionFlags.PeerVanished) != 0, static (in _, in f) => Length(f)),
        new(static (in v, in _) => v.CloseKind == CloseKind.Reset, static (in _, in f) => ReportRules.PayloadBytes(f.Client, f.ClientLosses) + ReportRules.PayloadBytes(f.Server, f.ServerLosses)),
        new(static (in v, in _) => v.CloseKind is CloseKind.AbortedHandshake or CloseKind.HandshakeIncomplete or CloseKind.Refused, static (in _, in f) => Length(f)),
        new(static (in v, in _) => v.CloseKind == CloseKind.Unanswered && v.Confidence == Confidence.Certain, static (in _, in f) => Length(f)),
        new(static (in v, in _) => v.SynReuse == SynReuse.Accepted, static (in _, in f) => -f.Rare.Reuse.GapNs ?? long.MinValue),
        new(static (in v, in _) => v.CloseKind == CloseKind.Simultaneous, static (in _, in f) => CloseDuration(f)),
        new(static (in v, in _) => (v.Flags & (ConnectionFlags.RstIgnored | ConnectionFlags.ChallengeAck)) != 0, static (in _, in f) => Length(f)),
        new(static (in v, in _) => v.MissingFin != Party.None, static (in v, in f) => CloseWait(v, f)),
    ];

    private delegate bool Condition(in Verdict verdict, in TeardownFacts facts);

    private delegate long Measure(in Verdict verdict, in TeardownFacts facts);

    /// <summary>Ranks there are; below the last stand the connections that tell nothing.</summary>
    public static int Ranks => Rows.Length;

    /// <summary>A connection's rank, 0 the most telling; <see cref="Ranks"/> when it tells nothing.</summary>
    public static int RankOf(in Verdict verdict, in TeardownFacts facts)
    {
        if (verdict is { CloseKind: CloseKind.Graceful, SynReuse: SynReuse.None, FinalAck.Loss: LostFinalAck.None, Flags: ConnectionFlags.None })
            return Rows.Length;
        for (int rank = 0; rank < Rows.Length; rank++)
        {
            if (Rows[rank].Holds(verdict, facts))
                return rank;
        }

        return Rows.Length;
    }

    /// <summary>How much a connection tells among those of its rank; more is more.</summary>
    public static long MeasureOf(in Verdict verdict, in TeardownFacts facts, int rank) => Rows[rank].Measure(verdict, facts);

    private static bool IsCut(in Verdict verdict, in TeardownFacts facts, ResetCause cause) => verdict.HasReset && facts.Rare.Reset.Cause == cause;

    /// <summary>A server that leaks its sockets and a client that does are mended in different places: each is a rank of its own.</summary>
    private static bool OwesFin(in Verdict verdict) => (verdict.MissingFin != Party.None || IsStuck(verdict)) && verdict.Confidence == Confidence.Certain;

    private static Party OwingSide(in Verdict verdict)
    {
        if (verdict.MissingFin != Party.None)
            return verdict.MissingFin;
        return verdict.ActiveCloser == Party.Server ? Party.Client : Party.Server;
    }

    /// <summary>Also where the socket was closed in the end: a leak whose process was restarted is one.</summary>
    private static bool IsStuck(in Verdict verdict) => (verdict.Flags & ConnectionFlags.CloseWaitStuck) != ConnectionFlags.None;

    private static long Length(in TeardownFacts facts) => facts.Connection.LastTime - facts.Connection.StartTime;

    private static long CloseDuration(in TeardownFacts facts) => TimingRules.CloseDurationNs(facts) ?? 0;

    private static long CloseWait(in Verdict verdict, in TeardownFacts facts) => TimingRules.CloseWaitNs(facts, verdict.ActiveCloser) ?? 0;

    private readonly record struct Row(Condition Holds, Measure Measure);
}
