using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Kernel.Tests.Judging;

/// <summary>Every verdict that the kernels' truth decides, compared.</summary>
internal static class Judge
{
    private const string NoRow = "row";

    public static IReadOnlyList<Difference> Compare(KernelCase it)
    {
        if (it.Report is not { } report)
            return [new Difference(NoRow, "missing", $"{it.Truth.FramesInCapture} frames")];
        Comparison comparison = new(report);
        CompareRoles(comparison, it);
        CloseJudge.Compare(comparison, it.Labels);
        FinalAckJudge.Compare(comparison, it.Labels);
        ResetJudge.Compare(comparison, it.Labels);
        ReuseJudge.Compare(comparison, it.Labels);
        StateJudge.Compare(comparison, it.Truth);
        return comparison.Differences;
    }

    private static void CompareRoles(Comparison comparison, KernelCase it)
    {
        ConnectionReport report = comparison.Report;
        comparison.Value("client", Engine.Client(report), it.Truth.Client);
    }
}
