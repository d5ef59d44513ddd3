namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// The state machine of RFC 9293 figure 5 as far as it shows on the wire: rows are states in the figure's order, columns events.
/// Departures from the figure: an acceptable RST ends both sides in CLOSED (also from SYN_RECEIVED, where a listener would go back
/// to LISTEN), a repeated FIN takes back the acknowledgement that the vantage presumed delivered, and states that only a local call
/// or a timer changes stay as they are.
/// </summary>
internal static class TcpStateTable
{
    private const byte CL = (byte)TcpState.Closed;
    private const byte SS = (byte)TcpState.SynSent;
    private const byte SR = (byte)TcpState.SynReceived;
    private const byte ES = (byte)TcpState.Established;
    private const byte F1 = (byte)TcpState.FinWait1;
    private const byte F2 = (byte)TcpState.FinWait2;
    private const byte CW = (byte)TcpState.CloseWait;
    private const byte CG = (byte)TcpState.Closing;
    private const byte LA = (byte)TcpState.LastAck;
    private const byte TW = (byte)TcpState.TimeWait;

    /// <summary>Stays.</summary>
    private const byte __ = 0x80;

    /// <summary>Stays, and should not have been asked: the segment contradicts the state.</summary>
    private const byte xx = 0xC0;

    /// <summary>Events, the number of columns.</summary>
    internal const int EventCount = 10;

    private static ReadOnlySpan<byte> Cells =>
    [
        //            SYN  SYN. .SYN SYN! SYN+ FIN  rFIN FIN! FIN2 RST
        /* CLOSED */  SS,  SR,  __,  __,  ES,  xx,  __,  __,  LA,  __,
        // SYN+, down to SYN_RCVD: the capture missed the rest of the handshake. SYN-ACK from CLOSED: the listener's SYN came before the capture.
        // FIN2: the presumed final ACK had not arrived (SPEC 3).
        /* LISTEN */  SS,  SR,  __,  __,  ES,  F1,  CW,  xx,  xx,  CL,
        // FIN, rFIN: the handshake was not captured (one-sided), the segment proves that it took place.
        /* SYN_SENT */ __, SR,  ES,  __,  ES,  F1,  CW,  xx,  xx,  CL,
        // SYN!: an acknowledgement alone does not open; its own ACK of the peer's SYN does (RFC 9293 3.10.7.3).
        /* SYN_RCVD */ __, __,  ES,  ES,  ES,  F1,  CW,  xx,  xx,  CL,
        // rFIN: the ACK of its SYN and the FIN came in one segment, or the ACK was not captured.
        /* ESTAB */   xx,  __,  __,  __,  __,  F1,  CW,  xx,  xx,  CL,
        /* FINWAIT1 */ xx, xx,  __,  __,  __,  __,  CG,  F2,  __,  CL,
        /* FINWAIT2 */ xx, xx,  __,  __,  __,  __,  TW,  __,  F1,  CL,
        // FIN2: the acknowledgement of its FIN had not arrived.
        /* CLOSE_W */ xx,  xx,  __,  __,  __,  LA,  __,  xx,  xx,  CL,
        /* CLOSING */ xx,  xx,  __,  __,  __,  __,  __,  TW,  __,  CL,
        /* LAST_ACK */ xx, xx,  __,  __,  __,  __,  __,  CL,  __,  CL,
        /* TIME_W */  __,  __,  __,  __,  __,  __,  __,  __,  CG,  CL,
        // SYN, SYN.: the next incarnation's; FIN2: after a simultaneous close, its own FIN's acknowledgement had not arrived.
    ];

    /// <summary>The state after an event.</summary>
    public static TcpState Next(TcpState state, TcpEvent what)
    {
        byte cell = Cells[((int)state * EventCount) + (int)what];
        return (cell & __) != 0 ? state : (TcpState)cell;
    }

    /// <summary>
    /// Whether the event contradicts the state. Only the table's test asks, so that <c>xx</c> stands where it should: the tracker stays where it is
    /// either way.
    /// </summary>
    public static bool IsAnomaly(TcpState state, TcpEvent what) => Cells[((int)state * EventCount) + (int)what] == xx;
}
