using TeardownTrace.Kernel.Tests.Truth;

namespace TeardownTrace.Kernel.Tests.Judging;

/// <summary>Both ends' states when the capture stopped; a timer shows in no capture, so CLOSED by a timer counts as the state before it.</summary>
internal static class StateJudge
{
    private const string Closed = "CLOSED";

    private const string Listen = "LISTEN";

    /// <summary>The kernels' names that differ from RFC 9293's.</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["SYN_RECV"] = "SYN_RECEIVED",
        ["FIN_WAIT1"] = "FIN_WAIT_1",
        ["FIN_WAIT2"] = "FIN_WAIT_2",
    };

    public static void Compare(Comparison comparison, TruthConnection truth)
    {
        foreach (string side in Sides.All)
        {
            string[] states = States(truth, side);
            if (states.Length > 0)
                comparison.Word($"{side}_state", [.. states.Select(state => Names.GetValueOrDefault(state, state))]);
        }
    }

    /// <summary>The states that agree with the kernel's; none where no kernel held a state.</summary>
    private static string[] States(TruthConnection truth, string side)
    {
        TruthLabels labels = truth.Expected;
        string stop = labels.StatesAtCaptureStop?.Of(side) ?? "raw";
        return (stop, labels.EndpointEnd.Of(side)) switch
        {
            ("raw", _) => [],

            // A RST that was captured is presumed delivered where nothing contradicts it, and ends both sides in CLOSED.
            _ when labels.CapturedResets.Count > 0 && labels.CapturedResets.All(reset => !reset.Delivered) => [Closed],

            // Nobody listens where a SYN is refused: the port's state is not the connection's, and RST ends both sides.
            (Listen, _) when labels.HowEnded == "refused" => [Closed],
            (Closed, "fin-wait-2-timeout" or "timeout" or "request dropped") => labels.CapturedResets.Count > 0 ? [Closed] : [StateBefore(truth, side)],
            (Closed, "time-wait") => EndOfTimeWait(labels, side),
            _ => [stop],
        };
    }

    private static string[] EndOfTimeWait(TruthLabels labels, string side)
    {
        TruthTimeWait? wait = labels.TimeWait.FirstOrDefault(each => each.Holder == side);

        // The RST of a refused SYN that killed it stands in the next incarnation.
        bool byOwnReset = wait?.EndedBy == "killed by RST" && labels.CapturedResets.Count > 0;
        return byOwnReset ? [Closed] : ["TIME_WAIT"];
    }

    private static string StateBefore(TruthConnection truth, string side)
    {
        IReadOnlyList<string> path = truth.Endpoints.Of(side)?.Path ?? [];
        return path.Count > 1 ? path[^2] : Closed;
    }
}
