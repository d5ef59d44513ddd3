using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Kernel.Tests.Truth;

namespace TeardownTrace.Kernel.Tests.Judging;

/// <summary>What a row says of a connection that no later packet can take back.</summary>
internal static class Claims
{
    private const string Unseen = "none";

    /// <summary>Claims that the kernels contradict.</summary>
    public static IReadOnlyList<string> Contradicted(in ConnectionReport report, TruthConnection connection)
    {
        TruthLabels labels = connection.Expected;
        Comparison comparison = new(report);
        if (report.ActiveCloser != Party.None)
            comparison.Word("active_closer", labels.ActiveCloser);
        if (report.ResetBy is Party.Client or Party.Server)
            comparison.Word("reset_by", [.. labels.Rst.Select(reset => reset.From)]);
        if (report.SynReuse is SynReuse.Accepted or SynReuse.Rejected)
            comparison.Word("syn_reuse", labels.Reuse is { } reuse ? (reuse.Accepted ? "accepted" : "rejected") : Unseen);
        if (report.TimeWaitHolder != Party.None && labels.TimeWait.Count > 0)
            comparison.Word("time_wait_holder", labels.TimeWaitHolder);
        if (report.MissingFin != Party.None)
            comparison.Value("the connection", labels.HowEnded is "half-closed" or "timeout", kernel: true);
        string[]? endings = Endings(report.CloseKind);
        if (endings is not null && !endings.Contains(labels.HowEnded))
            comparison.Word("close_kind", labels.HowEnded);
        if (report.LostFinalAck is LostFinalAck.AfterVantage or LostFinalAck.BeforeVantage)
            comparison.Value("final ACK lost", ours: true, labels.FinalAck is { Lost: > 0 });
        return [.. comparison.Differences.Select(difference => $"{difference}")];
    }

    /// <summary>How it may have ended for the kernels; null where a capture that ends early may say so of any connection.</summary>
    private static string[]? Endings(CloseKind kind) => kind switch
    {
        CloseKind.Graceful => ["graceful", "timeout", "simultaneous"],
        CloseKind.Simultaneous => ["simultaneous", "timeout"],
        CloseKind.Reset or CloseKind.AbortedHandshake => ["reset", "handshake-incomplete"],
        CloseKind.Refused => ["refused"],
        _ => null,
    };
}
