namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Words for how connections end.</summary>
internal static class VocabularyOfClosing
{
    internal static readonly Term[] CloseKinds =
    [
        new("graceful", "Graceful", "Both sides sent a FIN and both were acknowledged."),
        new("simultaneous", "Simultaneous", "Graceful, and the two FINs crossed: neither side had received the other's when it sent its own."),
        new("half-closed", "Half-closed", "Exactly one side sent a FIN, and no acceptable RST followed."),
        new("unacknowledged", "Unacknowledged", "Both sides sent a FIN, and at least one was never seen acknowledged."),
        new("reset", "Reset", "An acceptable RST ended a connection that had been established."),
        new("refused", "Refused", "The SYN was answered by an acceptable RST."),
        new("aborted-handshake", "Aborted handshake", "SYN and SYN-ACK were seen, then an acceptable RST before the connection was established."),
        new("handshake-incomplete", "Handshake incomplete", "SYN and SYN-ACK were seen, and never the ACK that completes the handshake."),
        new("unanswered", "Unanswered", "SYNs were seen, and never a SYN-ACK or an acceptable RST."),
        new("stray", "Stray", "Nothing but RSTs was seen: backscatter, or the tail of something older."),
        new("open", "Open", "Neither a FIN nor an acceptable RST was seen to the end of the capture or the idle timeout."),
    ];

    internal static readonly Term[] Parties =
    [
        new("none", "Neither", "Neither side."),
        new("client", "Client", "The side that sent the first SYN without ACK, or the side taken for it."),
        new("server", "Server", "The client's peer."),
        new("both", "Both", "Both sides."),
    ];

    internal static readonly Term[] LostFinalAcks =
    [
        new("none", "Not lost", "The final ACK was not lost, or there was none to lose."),
        new("before-vantage", "Before the vantage", "No segment acknowledging the second FIN was seen and that FIN, or data before it, was sent again: the ACK was lost between the active closer and the vantage."),
        new("after-vantage", "After the vantage", "The final ACK was seen and the second FIN, or data before it, still came again: the ACK was lost between the vantage and the passive closer."),
        new("not-captured", "Not captured", "Neither the final ACK nor another FIN was seen though the capture went on: it was delivered and the capture missed it."),
        new("unknown", "Unknown", "The capture ended sooner, a repeated FIN may have crossed the ACK in flight, or the second FIN had not arrived."),
    ];
}
