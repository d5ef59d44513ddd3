namespace TeardownTrace.Kernel.Tests;

/// <summary>The connections whose verdict must be inconclusive, each with the reason reported and why the capture cannot tell.</summary>
internal static class Undecidable
{
    private static readonly Doubt OneDirection = new(
        "one-sided", "only the client's packets are in the capture: what the server sent, and whether it arrived, is inferred at best");

    private static readonly Doubt BeganInClose = new(
        "capture-began-late", "the capture begins between the two FINs: the first one, and with it who closed first, lies before it");

    private static readonly Doubt Fin2Upstream = new(
        "capture-ended-early", "every second FIN is lost before the vantage and the capture ends within the FIN timeout: it looks like one not sent yet");

    private static readonly Doubt EndedAfterFin = new(
        "capture-ended-early", "the capture ends right after the first FIN and its ACK");

    private static readonly Doubt FinStillPossible = new(
        "capture-ended-early", "the capture ends before the FIN timeout: the second FIN could still have come");

    private static readonly Doubt Crossed = new(
        "loss-place-unknown", "the FIN was repeated before the peer's FIN, sent ahead of the final ACK, had arrived: the ACK may have been under way or lost");

    private static readonly Doubt GaveUpOrHeard = new(
        "loss-place-unknown", "after many repeats the silence means that the last ACK arrived, or that the kernel gave up: both look the same");

    private static readonly Doubt RstAfterRepeatedAck = new(
        "loss-place-unknown", "whether the last of the repeated ACKs arrived before the RST decides between a close and a reset; nothing was sent after it");

    public static readonly IReadOnlyDictionary<string, Doubt> Rows = new Dictionary<string, Doubt>(StringComparer.Ordinal)
    {
        ["06a-passive-never-closes-orphan 40001#1"] = FinStillPossible,
        ["09a-final-ack-always-lost-downstream 40001#1"] = GaveUpOrHeard,
        ["10c-first-fin-always-lost 40001#1"] = FinStillPossible,
        ["11d-second-fin-always-lost-upstream 40001#1"] = Fin2Upstream,
        ["30b-capture-starts-in-close 40001#1"] = BeganInClose,
        ["31-capture-stops-after-first-fin 40001#1"] = EndedAfterFin,
        ["38a-one-direction-client-to-server 40001#1"] = OneDirection,
        ["38a-one-direction-client-to-server 40002#1"] = OneDirection,
        ["38a-one-direction-client-to-server 40002#2"] = OneDirection,
        ["38a-one-direction-client-to-server 40003#1"] = OneDirection,
        ["38a-one-direction-client-to-server 40004#1"] = OneDirection,
        ["38a-one-direction-client-to-server 40005#1"] = OneDirection,
        ["38a-one-direction-client-to-server 40006#1"] = OneDirection,
        ["38a-one-direction-client-to-server 40007#1"] = OneDirection,
        ["40b-mixed-100-v6 20001#1"] = GaveUpOrHeard,
        ["40b-mixed-100-v6 20005#1"] = GaveUpOrHeard,
        ["40b-mixed-100-v6 20008#1"] = FinStillPossible,
        ["40b-mixed-100-v6 20010#1"] = GaveUpOrHeard,
        ["40b-mixed-100-v6 20017#1"] = Crossed,
        ["40b-mixed-100-v6 20034#1"] = FinStillPossible,
        ["40b-mixed-100-v6 20052#1"] = GaveUpOrHeard,
        ["40b-mixed-100-v6 20053#1"] = Crossed,
        ["40b-mixed-100-v6 20059#1"] = GaveUpOrHeard,
        ["40b-mixed-100-v6 20066#1"] = GaveUpOrHeard,
        ["40b-mixed-100-v6 20068#1"] = FinStillPossible,
        ["40b-mixed-100-v6 20070#1"] = FinStillPossible,
        ["40b-mixed-100-v6 20076#1"] = Crossed,
        ["40b-mixed-100-v6 20080#1"] = Crossed,
        ["40b-mixed-100-v6 20097#1"] = FinStillPossible,
        ["43a-rst-in-last-ack 40001#1"] = RstAfterRepeatedAck,
    };

    /// <summary>What is not known, and why.</summary>
    /// <param name="Reason">The word reported in <c>confidence_reason</c>.</param>
    /// <param name="Why">Why the capture cannot tell.</param>
    internal sealed record Doubt(string Reason, string Why);
}
