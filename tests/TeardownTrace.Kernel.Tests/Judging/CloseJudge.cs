using TeardownTrace.Kernel.Tests.Truth;

namespace TeardownTrace.Kernel.Tests.Judging;

/// <summary>How it ended, who closed, whose FIN is missing, and how often FINs were captured.</summary>
internal static class CloseJudge
{
    private const string Timeout = "timeout";

    public static void Compare(Comparison comparison, TruthLabels labels)
    {
        comparison.Word("close_kind", CloseKinds(labels));
        comparison.Word("active_closer", labels.ActiveCloser);
        comparison.Word("missing_fin", MissingFin(labels));
        comparison.Value("client_fins", comparison.Report.ClientFins, labels.CapturedFins(Sides.Client));
        comparison.Value("server_fins", comparison.Report.ServerFins, labels.CapturedFins(Sides.Server));
    }

    private static string[] CloseKinds(TruthLabels labels) => labels.HowEnded switch
    {
        "open-at-end" => ["open"],
        Timeout => [OfTimeout(labels)],

        // A SYN that TIME_WAIT turned down and nobody repeated got no SYN-ACK: SPEC calls it unanswered, the kernels' labels incomplete.
        "handshake-incomplete" when labels.Reuse is { Accepted: false } => ["unanswered"],
        "handshake-incomplete" when labels.CapturedResets.Count > 0 => ["aborted-handshake"],
        string same => [same],
    };

    /// <summary>A kernel that gave up in silence: what is left is what the FINs say that were captured.</summary>
    private static string OfTimeout(TruthLabels labels)
    {
        int closers = Sides.All.Count(side => labels.CapturedFins(side) > 0);
        bool areAcked = Sides.All.All(side => labels.CapturedFinAcks(side) > 0);
        return closers switch { 0 => "open", 1 => "half-closed", _ => areAcked ? "graceful" : "unacknowledged" };
    }

    /// <summary>The one side that sent no FIN while its peer did, unless a RST ended the wait.</summary>
    private static string MissingFin(TruthLabels labels)
    {
        if (labels.HowEnded is not ("half-closed" or Timeout))
            return Sides.None;
        string[] silent = [.. Sides.All.Where(side => labels.CapturedFins(side) == 0)];
        return silent.Length == 1 ? silent[0] : Sides.None;
    }
}
