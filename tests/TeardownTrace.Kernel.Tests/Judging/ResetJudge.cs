using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Kernel.Tests.Truth;

namespace TeardownTrace.Kernel.Tests.Judging;

/// <summary>Who cut it, why, by what stack, and how many RSTs were captured.</summary>
internal static class ResetJudge
{
    private const string Injected = "injected raw packet";

    private const string NoSocket = "no socket (CLOSED)";

    private const string Listening = "no connection (LISTEN)";

    private const string KilledByReset = "killed by RST";

    public static void Compare(Comparison comparison, TruthLabels labels)
    {
        ConnectionReport report = comparison.Report;
        IReadOnlyList<TruthReset> captured = labels.CapturedResets;
        comparison.Value("client_rsts", report.ClientRsts, captured.Count(reset => reset.From == Sides.Client));
        comparison.Value("server_rsts", report.ServerRsts, captured.Count(reset => reset.From == Sides.Server));

        IReadOnlyList<TruthReset> effective = [.. captured.Where(_ => HasEffect(labels))];
        comparison.Word("reset_by", Sides.Of(effective.Select(reset => reset.From)));
        comparison.Flag(ConnectionFlags.RstIgnored, stands: captured.Count > 0 && effective.Count == 0);
        comparison.Flag(ConnectionFlags.RstAfterClose, stands: IsAssassinated(labels));
        if (effective.Select(reset => (reset.SenderState, reset.Reason)).Distinct().Count() != 1 || effective[0].Reason == Injected)
            return;
        comparison.Word("reset_cause", Causes(labels, effective[0]));
        comparison.Word("reset_origin", Origins(effective[0]));
    }

    /// <summary>Whether the RSTs of this incarnation ended anything: the connection, its TIME_WAIT, or the TIME_WAIT before it.</summary>
    private static bool HasEffect(TruthLabels labels) =>
        labels.HowEnded is "reset" or "refused" or "handshake-incomplete"
        || IsAssassinated(labels)
        || labels.Reuse is { Accepted: false, EventuallyEstablished: true };

    private static bool IsAssassinated(TruthLabels labels) =>
        labels.HowEnded is "graceful" or "simultaneous"
        && labels.CapturedResets.Count > 0
        && labels.TimeWait.Any(wait => wait.EndedBy == KilledByReset);

    private static string[] Causes(TruthLabels labels, TruthReset reset) => (reset.SenderState, reset.Reason) switch
    {
        (_, "TCP_KEEPALIVE_TIMEOUT") => ["keepalive-timeout"],
        (_, "TCP_INVALID_ACK_SEQUENCE") => ["rejected-reuse"],
        (_, "TCP_STATE" or "TCP_ABORT_ON_CLOSE") => ["abort"],
        (NoSocket, _) when labels.HowEnded == "refused" => ["refused"],

        // A stack without a socket does not say whether it had one before.
        (NoSocket or Listening, _) => ["unknown-connection", "data-after-close"],

        // A TIME_WAIT minisocket in FIN_WAIT2 refuses data, with or without a FIN on it.
        (_, "TCP_TIMEWAIT_SOCKET") => labels.CapturedFins(Sides.Other(reset.From)) > 0 ? ["data-after-close", "fin-answered"] : ["data-after-close"],
        _ => ["(not decided)"],
    };

    private static string[] Origins(TruthReset reset) => reset.SenderState switch
    {
        NoSocket or Listening => ["no-socket"],

        // What answers for a minisocket builds the RST as without a socket; the RST alone is all that a capture has.
        "FIN_WAIT2" when reset.Reason == "TCP_TIMEWAIT_SOCKET" => ["no-socket"],
        "SYN_SENT" => ["no-socket"],
        _ => ["live-socket"],
    };
}
