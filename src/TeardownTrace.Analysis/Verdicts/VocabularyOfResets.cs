namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Words for where a RST cut a connection, why, and what kind of stack sent it.</summary>
internal static class VocabularyOfResets
{
    internal static readonly Term[] Phases =
    [
        new("handshake", "During the handshake", "The RST came before the connection was established."),
        new("established", "While established", "The RST came while neither side had closed."),
        new("closing", "While closing", "The RST came between the first FIN and the acknowledgement of the second."),
        new("after-close", "After the close", "The RST came after both FINs were acknowledged."),
    ];

    internal static readonly Term[] Causes =
    [
        new("refused", "Refused", "It answers a SYN: nothing listens there, or a filter says so."),
        new("abort", "Aborted", "Its owner cut the connection: SO_LINGER 0, a close with unread data, or a killed process."),
        new("data-after-close", "Data after close", "It answers data sent to an endpoint that had already closed."),
        new("unknown-connection", "Unknown connection", "It answers a segment of a connection that its sender never had, or forgot."),
        new("keepalive-timeout", "Keep-alive timeout", "Keep-alives went unanswered and the connection was given up."),
        new("fin-answered", "FIN answered", "It answers the second FIN, in place of the final ACK."),
        new("rejected-reuse", "Rejected reuse", "The client answers an old ACK that came for its SYN, as TIME_WAIT sends it."),
    ];

    internal static readonly Term[] Origins =
    [
        new("unknown", "Unknown", "The RST does not tell what sent it."),
        new("live-socket", "A live socket", "A stack that had a socket for the connection sent it: ACK, a window or options are set."),
        new("no-socket", "No socket", "A stack without a socket for the connection sent it: a bare RST, window 0, no options."),
        new("middlebox", "A middlebox", "Something between the two ends sent it: its TTL differs from its claimed sender's."),
    ];
}
