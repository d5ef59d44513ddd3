using TeardownTrace.Kernel.Tests.Truth;

namespace TeardownTrace.Kernel.Tests.Judging;

/// <summary>Where the final ACK was lost, and whether a later one arrived.</summary>
internal static class FinalAckJudge
{
    private const string Downstream = "downstream";

    public static void Compare(Comparison comparison, TruthLabels labels)
    {
        TruthFinalAck? ack = labels.FinalAck;
        if (labels.HowEnded == "reset" || ack is null || ack.Sent == 0)
        {
            comparison.Word("lost_final_ack", Sides.None);
            return;
        }

        comparison.Word("lost_final_ack", Place(ack));
        bool? recovered = ack.Lost == 0 ? null : ack.EverDelivered;
        comparison.Value("final_ack_recovered", comparison.Report.FinalAckRecovered, recovered);
    }

    private static string Place(TruthFinalAck ack)
    {
        if (ack.Lost == 0)
            return ack.Captured > 0 ? Sides.None : "not-captured";
        return ack.LostWhere.Contains(Downstream) ? "after-vantage" : "before-vantage";
    }
}
