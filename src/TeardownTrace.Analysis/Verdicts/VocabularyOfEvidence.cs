namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Words for how well a verdict is founded, what else was seen, and what became of each packet.</summary>
internal static class VocabularyOfEvidence
{
    internal static readonly Term[] Confidences =
    [
        new("certain", "Certain", "The vantage shows it."),
        new("inconclusive", "Inconclusive", "The capture began after, ended before, dropped or saw one direction of what would decide."),
    ];

    internal static readonly Term[] Reasons =
    [
        new("none", "Nothing", "Nothing keeps the verdict from being certain."),
        new("capture-began-late", "Capture began late", "The close may have begun before the capture did."),
        new("capture-ended-early", "Capture ended early", "The capture ended before what would decide."),
        new("one-sided", "One-sided", "One direction was never captured."),
        new("capture-gap", "Capture gap", "Segments that would decide are missing from the capture."),
        new("evicted", "Evicted", "The connection table was full and this connection made room."),
        new("roles-guessed", "Roles guessed", "No handshake was seen: who is client and who is server is a guess by port."),
        new("loss-place-unknown", "Place of loss unknown", "A retransmission may have crossed the ACK, or what was sent again had itself been lost."),
        new("reset-unconfirmed", "Reset unconfirmed", "The RST was only plausible, and what followed does not tell whether it was accepted."),
        new("capture-drops", "Capture drops", "The capture dropped packets while this connection was alive, or its interface was away."),
    ];

    internal static readonly Term[] Flags =
    [
        new("capture-gap", "Capture gap", "A segment was acknowledged that was never seen."),
        new("challenge-ack", "Challenge ACK", "A segment in a synchronised state was answered by a challenge ACK (RFC 5961)."),
        new("close-wait-stuck", "Stuck in CLOSE_WAIT", "One side stayed in CLOSE_WAIT longer than the FIN timeout and sent no data."),
        new("data-in-syn", "Data in SYN", "A SYN carried data (TCP Fast Open)."),
        new("fin-retransmitted", "FIN sent again", "A FIN was sent again."),
        new("half-close-data", "Data in half-close", "The passive side went on sending data after the first FIN: a working half-close."),
        new("keepalive", "Keep-alive", "Keep-alive probes were seen."),
        new("mid-stream", "Mid-stream", "No SYN was seen."),
        new("mirror-duplicates", "Mirror duplicates", "The mirror showed segments twice."),
        new("one-sided", "One-sided", "Only one direction was seen."),
        new("peer-vanished", "Peer vanished", "Data, FIN or keep-alives were sent again and again with no answer to the end."),
        new("rst-after-close", "RST after close", "An acceptable RST came after both FINs were acknowledged."),
        new("rst-ignored", "RST ignored", "A RST was seen that closes nothing."),
        new("rst-ttl-mismatch", "RST TTL mismatch", "A RST's TTL or hop limit differs by more than 2 from its claimed sender's other segments."),
        new("simultaneous-open", "Simultaneous open", "Both sides sent a SYN without ACK."),
        new("syn-retransmitted", "SYN sent again", "A SYN was sent again."),
        new("time-wait-data", "Data in TIME_WAIT", "An old duplicate reached TIME_WAIT."),
        new("zero-window", "Zero window", "A receive window of zero was announced."),
    ];

    internal static readonly Term[] DecodeResults =
    [
        new("tcp", "TCP", "A TCP segment, given to the tracker."),
        new("other-transport", "other transports", "Another transport over IP (UDP, ICMP and so on) with no TCP inside."),
        new("not-ip", "not IP", "No IP inside (ARP, STP, LLC and so on)."),
        new("later-fragment", "later fragments", "A later fragment of an IP datagram: the first one carries the TCP header."),
        new("cut-short", "cut short", "Cut by the snap length before the end of the headers."),
        new("malformed", "malformed", "A header that contradicts itself."),
        new("unknown-link-type", "unknown link type", "A link type that this program does not know."),
        new("filtered-out", "filtered out", "Left out by the filter expression."),
    ];
}
