using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Reporting.Screen;

/// <summary>States as Linux's netstat spells them, which is what a live capture is held against.</summary>
internal static class NetstatWords
{
    /// <summary>The states an end can be seen in, in the order of RFC 9293's figure 5. Who listens or is closed has no connection.</summary>
    internal static readonly (TcpState State, string Word)[] All =
    [
        (TcpState.SynSent, "SYN_SENT"),
        (TcpState.SynReceived, "SYN_RECV"),
        (TcpState.Established, "ESTABLISHED"),
        (TcpState.FinWait1, "FIN_WAIT1"),
        (TcpState.FinWait2, "FIN_WAIT2"),
        (TcpState.CloseWait, "CLOSE_WAIT"),
        (TcpState.Closing, "CLOSING"),
        (TcpState.LastAck, "LAST_ACK"),
        (TcpState.TimeWait, "TIME_WAIT"),
    ];
}
