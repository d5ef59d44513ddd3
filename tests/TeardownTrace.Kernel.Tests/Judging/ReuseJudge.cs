using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Kernel.Tests.Truth;

namespace TeardownTrace.Kernel.Tests.Judging;

/// <summary>TIME_WAIT: who held it since when, and what became of a SYN into it.</summary>
internal static class ReuseJudge
{
    /// <summary>Minisockets are sampled every 5 ms, and samples are late under load.</summary>
    private const double SampleSeconds = 0.05;

    public static void Compare(Comparison comparison, TruthLabels labels)
    {
        CompareTimeWait(comparison, labels);
        ConnectionReport report = comparison.Report;
        if (labels.Reuse is not { } reuse)
        {
            comparison.Word("syn_reuse", "none");
            return;
        }

        comparison.Word("syn_reuse", reuse.Accepted ? "accepted" : "rejected");
        comparison.Word("reuse_by", reuse.Holder == Sides.Client ? "holder" : "peer");
        comparison.Word("reuse_rule", Rule(reuse));
        comparison.Value("reuse_seq_delta", report.ReuseSequenceDelta, reuse.SeqDifference);
        comparison.Near("reuse_gap_s", report.ReuseGapNs / (double)Timestamp.NanosecondsPerSecond, reuse.TwAgeS, SampleSeconds);
    }

    private static void CompareTimeWait(Comparison comparison, TruthLabels labels)
    {
        comparison.Word("time_wait_holder", labels.TimeWaitHolder);
        if (labels.TimeWait is not [TruthTimeWait wait, ..])
            return;

        // Of two holders the one that entered last began what the connection table calls its start.
        double from = labels.TimeWait.Max(each => each.From);
        double? ours = comparison.Report.TimeWaitStart?.Nanoseconds / (double)Timestamp.NanosecondsPerSecond;
        comparison.Near($"time_wait_start ({wait.Holder})", ours, from, SampleSeconds);
    }

    private static string Rule(TruthReuse reuse) => (reuse.SynSeqGreater ?? false, reuse.SynTsGreater ?? false) switch
    {
        (true, true) => "both",
        (true, false) => "sequence",
        (false, true) => "timestamp",
        _ => "neither",
    };
}
