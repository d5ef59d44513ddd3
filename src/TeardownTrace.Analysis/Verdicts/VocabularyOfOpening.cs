namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Words for how connections begin, also on a 4-tuple that TIME_WAIT still holds.</summary>
internal static class VocabularyOfOpening
{
    internal static readonly Term[] Handshakes =
    [
        new("complete", "Complete", "The SYN-ACK and the ACK of it were seen, or what followed shows them; a SYN before it may have been missed."),
        new("no-final-ack", "No final ACK", "The SYN-ACK was seen, never the ACK of it."),
        new("syn-only", "SYN only", "A SYN was seen, never a SYN-ACK."),
        new("refused", "Refused", "The SYN was answered by an acceptable RST."),
        new("mid-stream", "Mid-stream", "Neither SYN nor SYN-ACK was seen: the connection is older than the capture."),
    ];

    internal static readonly Term[] RoleBases =
    [
        new("syn", "SYN", "The sender of the first SYN without ACK is the client."),
        new("syn-ack", "SYN-ACK", "Seen only from the SYN-ACK on: its receiver is the client."),
        new("port", "Port", "Mid-stream: the side with the better known port is taken for the server."),
    ];

    internal static readonly Term[] SynReuses =
    [
        new("none", "No reuse", "No SYN came while the previous connection on the 4-tuple was in TIME_WAIT."),
        new("accepted", "Accepted", "A SYN-ACK answered the SYN into TIME_WAIT."),
        new("rejected", "Rejected", "An ACK of the old connection or a RST answered the SYN into TIME_WAIT."),
        new("unanswered", "Unanswered", "Nothing answered the SYN into TIME_WAIT."),
    ];

    internal static readonly Term[] ReuseParties =
    [
        new("peer", "By the peer", "The SYN goes to the side in TIME_WAIT."),
        new("holder", "By the holder", "The side in TIME_WAIT itself connects again, as Linux's tcp_tw_reuse allows."),
    ];

    internal static readonly Term[] ReuseRules =
    [
        new("neither", "Neither", "The sequence number is not higher and the timestamp is not newer, or the timestamp is older (PAWS)."),
        new("sequence", "Sequence number", "The sequence number is higher than what TIME_WAIT expects next (RFC 1122 4.2.2.13, BSD)."),
        new("timestamp", "Timestamp", "The timestamp is newer (RFC 6191, Linux)."),
        new("both", "Both", "The sequence number is higher and the timestamp is newer."),
    ];

    internal static readonly Term[] ReuseProofs =
    [
        new("none", "No proof", "The new sequence number proves nothing about the stack."),
        new("linux-isn", "Linux sequence number", "The new sequence number is the old next one plus 65537: only a Linux TIME_WAIT socket does that."),
    ];
}
