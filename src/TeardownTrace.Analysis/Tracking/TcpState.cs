namespace TeardownTrace.Analysis.Tracking;

/// <summary>The eleven connection states of RFC 9293 3.3.2, in the order of its figure 5.</summary>
public enum TcpState : byte
{
    /// <summary>CLOSED: No connection.</summary>
    Closed,

    /// <summary>LISTEN: Waiting for a SYN.</summary>
    Listen,

    /// <summary>SYN_SENT: Sent a SYN.</summary>
    SynSent,

    /// <summary>SYN_RECEIVED: Received a SYN and sent one.</summary>
    SynReceived,

    /// <summary>ESTABLISHED: Open.</summary>
    Established,

    /// <summary>FIN_WAIT_1: Sent a FIN, which is not acknowledged.</summary>
    FinWait1,

    /// <summary>FIN_WAIT_2: Its FIN is acknowledged; waits for the peer's.</summary>
    FinWait2,

    /// <summary>CLOSE_WAIT: Received the peer's FIN; its owner has not closed.</summary>
    CloseWait,

    /// <summary>CLOSING: Both sent FINs that crossed; its own is not acknowledged.</summary>
    Closing,

    /// <summary>LAST_ACK: Received the peer's FIN, sent its own, which is not acknowledged.</summary>
    LastAck,

    /// <summary>TIME_WAIT: Both FINs are acknowledged; waits for old segments to die.</summary>
    TimeWait,
}
