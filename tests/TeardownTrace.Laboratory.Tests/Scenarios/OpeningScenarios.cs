using System.Net.Sockets;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>Connections that never came about.</summary>
internal static class OpeningScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("syn-unanswered", it =>
        {
            it.DropFromClient(Segments.Syn);
            ConnectInVain(it);
        })
        {
            WhereSeen = "close_kind unanswered handshake syn-only flag syn-retransmitted confidence certain client_state SYN_SENT server_state LISTEN",
            WhereUnseen = Scenario.NoRow,
        },
        new("syn-ack-never-arrives", it =>
        {
            it.Listen();
            it.DropFromServer(Segments.SynAck);
            ConnectInVain(it);
        })
        {
            WhereSeen = "close_kind handshake-incomplete handshake no-final-ack client_state SYN_SENT server_state SYN_RECEIVED",
            WhereUnseen = "close_kind unanswered handshake syn-only client_state SYN_SENT server_state LISTEN",
            ServersAreLost = true,
        },
    ];

    // The states before the timers; a capture does not see them run out.
    private static void ConnectInVain(Conversation it) =>
        Assert.Equal(SocketError.TimedOut, Assert.Throws<SocketException>(it.Connect).SocketErrorCode);
}
