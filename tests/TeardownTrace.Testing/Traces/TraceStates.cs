using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Testing.Traces;

/// <summary>The RFC's spelling of the eleven states, as scripts and the state columns have it.</summary>
internal static class TraceStates
{
    private static readonly (string Name, TcpState State)[] Names =
    [
        ("CLOSED", TcpState.Closed), ("LISTEN", TcpState.Listen), ("SYN_SENT", TcpState.SynSent), ("SYN_RECEIVED", TcpState.SynReceived),
        ("ESTABLISHED", TcpState.Established), ("FIN_WAIT_1", TcpState.FinWait1), ("FIN_WAIT_2", TcpState.FinWait2),
        ("CLOSE_WAIT", TcpState.CloseWait), ("CLOSING", TcpState.Closing), ("LAST_ACK", TcpState.LastAck), ("TIME_WAIT", TcpState.TimeWait),
    ];

    public static bool TryParse(string name, out TcpState state)
    {
        foreach ((string known, TcpState value) in Names)
        {
            if (known == name)
            {
                state = value;
                return true;
            }
        }

        state = default;
        return false;
    }

    public static string NameOf(TcpState state) => Array.Find(Names, row => row.State == state).Name;
}
