namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Names of states that others defined: RFC 9293 3.3.2 and Zeek's conn_state.</summary>
internal static class VocabularyOfStates
{
    internal static readonly Term[] States =
    [
        new("CLOSED", "Closed", "No connection."),
        new("LISTEN", "Listening", "Waits for a SYN."),
        new("SYN_SENT", "SYN sent", "Sent a SYN and waits for the answer."),
        new("SYN_RECEIVED", "SYN received", "Received a SYN, sent its own and waits for the ACK."),
        new("ESTABLISHED", "Established", "The connection is open."),
        new("FIN_WAIT_1", "FIN wait 1", "Sent a FIN that is not acknowledged."),
        new("FIN_WAIT_2", "FIN wait 2", "Its FIN is acknowledged; waits for the peer's."),
        new("CLOSE_WAIT", "Close wait", "Received the peer's FIN; its application has not closed."),
        new("CLOSING", "Closing", "Both sent FINs that crossed; its own is not acknowledged."),
        new("LAST_ACK", "Last ACK", "Received the peer's FIN and sent its own, which is not acknowledged."),
        new("TIME_WAIT", "Time wait", "Both FINs are acknowledged; waits until old segments have died."),
    ];

    internal static readonly Term[] ZeekConnStates =
    [
        new("OTH", "Other", "No SYN seen, or nothing decisive."),
        new("S0", "No reply", "SYN seen, no reply."),
        new("S1", "Established", "Established, not terminated."),
        new("SF", "Finished", "Established and finished by both."),
        new("REJ", "Rejected", "Connection attempt rejected."),
        new("S2", "Originator closed", "Established, the originator closed, no reply from the responder."),
        new("S3", "Responder closed", "Established, the responder closed, no reply from the originator."),
        new("RSTO", "Originator aborted", "Established, the originator sent a RST."),
        new("RSTR", "Responder aborted", "The responder sent a RST."),
        new("RSTOS0", "SYN then RST", "The originator sent a SYN and then a RST; no SYN-ACK seen."),
        new("RSTRH", "SYN-ACK then RST", "The responder sent a SYN-ACK and then a RST; no SYN seen."),
        new("SH", "SYN then FIN", "The originator sent a SYN and then a FIN; no SYN-ACK seen."),
        new("SHR", "SYN-ACK then FIN", "The responder sent a SYN-ACK and then a FIN; no SYN seen."),
    ];
}
