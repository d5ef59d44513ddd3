namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Which connections tell an operator most: the first row that holds is a report's rank, its measure orders it within the rank.</summary>
internal static class TellingRules
{
    private static readonly Row[] Rows =
    [
        new(static (in r) => r.MissingFin != Party.None && r.Confidence == Confidence.Certain, static (in r) => r.CloseWaitNs ?? 0),
        new(static (in r) => r.SynReuse == SynReuse.Rejected, static (in r) => r.ReuseDelayNs ?? long.MaxValue),
        new(static (in r) => r.LostFinalAck is LostFinalAck.AfterVantage or LostFinalAck.BeforeVantage, static (in r) => r.CloseDurationNs ?? 0),
        new(static (in r) => r.ResetCause == ResetCause.KeepaliveTimeout, static (in r) => Length(r)),
        new(static (in r) => r.ResetCause == ResetCause.DataAfterClose, static (in r) => r.CloseDurationNs ?? 0),
        new(static (in r) => r.ResetCause == ResetCause.FinAnswered, static (in r) => r.CloseDurationNs ?? 0),
        new(static (in r) => r.ResetCause == ResetCause.UnknownConnection && r.CloseKind == CloseKind.Reset, static (in r) => Length(r)),
        new(static (in r) => r.ResetOrigin == ResetOrigin.Middlebox, static (in r) => Length(r)),
        new(static (in r) => (r.Flags & ConnectionFlags.RstAfterClose) != 0 && r.TimeWaitHolder != Party.None, static (in r) => Length(r)),
        new(static (in r) => (r.Flags & ConnectionFlags.PeerVanished) != 0, static (in r) => Length(r)),
        new(static (in r) => r.CloseKind == CloseKind.Reset, static (in r) => r.ClientBytes + r.ServerBytes),
        new(static (in r) => r.SynReuse == SynReuse.Accepted, static (in r) => -(r.ReuseGapNs ?? 0)),
        new(static (in r) => r.CloseKind == CloseKind.Simultaneous, static (in r) => r.CloseDurationNs ?? 0),
        new(static (in r) => (r.Flags & (ConnectionFlags.RstIgnored | ConnectionFlags.ChallengeAck)) != 0, static (in r) => Length(r)),
        new(static (in r) => r.CloseKind is CloseKind.AbortedHandshake or CloseKind.HandshakeIncomplete or CloseKind.Refused, static (in r) => Length(r)),
        new(static (in r) => r.MissingFin != Party.None, static (in r) => r.CloseWaitNs ?? 0),
    ];

    private delegate bool Condition(in ConnectionReport report);

    private delegate long Measure(in ConnectionReport report);

    /// <summary>Ranks there are; below the last stand the connections that tell nothing.</summary>
    public static int Ranks => Rows.Length;

    /// <summary>A report's rank, 0 the most telling; <see cref="Ranks"/> when it tells nothing.</summary>
    public static int RankOf(in ConnectionReport report)
    {
        if (report.CloseKind == CloseKind.Graceful && report is { SynReuse: SynReuse.None, LostFinalAck: LostFinalAck.None, Flags: ConnectionFlags.None })
            return Rows.Length;
        for (int rank = 0; rank < Rows.Length; rank++)
        {
            if (Rows[rank].Holds(report))
                return rank;
        }

        return Rows.Length;
    }

    /// <summary>Which of two reports of the same rank comes first; ties go to the earlier one, so that the order does not depend on who counted.</summary>
    public static int Compare(in ConnectionReport left, in ConnectionReport right, int rank)
    {
        int byMeasure = Rows[rank].Measure(right).CompareTo(Rows[rank].Measure(left));
        if (byMeasure != 0)
            return byMeasure;
        int byTime = left.StartTime.CompareTo(right.StartTime);
        return byTime != 0 ? byTime : left.FirstFrame.Number.CompareTo(right.FirstFrame.Number);
    }

    private static long Length(in ConnectionReport report) => report.EndTime.Nanoseconds - report.StartTime.Nanoseconds;

    private readonly record struct Row(Condition Holds, Measure Measure);
}
