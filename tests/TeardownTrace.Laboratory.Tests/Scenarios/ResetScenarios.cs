using System.Net.Sockets;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>Endings by RST, every cause that a kernel has, and what looks like one and is none.</summary>
internal static class ResetScenarios
{
    private const int TcpLevel = 6;

    private const int TcpLinger2 = 8;

    private const uint BeyondAnyWindow = 100_000_000;

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("client-aborts", it =>
        {
            it.Open();
            Conversation.Abort(it.Client);
            it.Await("CLOSED", "CLOSED");
        })
        {
            Verdict = "close_kind reset active_closer none reset_by client reset_phase established reset_cause abort reset_origin live-socket time_wait_holder none",
        },
        new("server-aborts", it =>
        {
            it.Open();
            Conversation.Abort(it.Server);
            it.Await("CLOSED", "CLOSED");
        })
        {
            Verdict = "close_kind reset active_closer none reset_by server reset_phase established reset_cause abort reset_origin live-socket",
        },
        new("server-closes-with-unread-data", it =>
        {
            it.Open();
            it.Client.Send("unread"u8);
            Poll.Until(() => it.Server.Available > 0, () => "data at the server");
            it.Server.Close();
            it.Await("CLOSED", "CLOSED");
        })
        {
            Verdict = "close_kind reset active_closer none reset_by server reset_cause abort reset_origin live-socket",
        },
        new("data-after-close", it =>
        {
            it.Open();
            it.Client.Close();
            it.Await("FIN_WAIT_2", "CLOSE_WAIT");
            it.Server.Send("late"u8);
            it.Await("CLOSED", "CLOSED");
        })
        {
            Verdict = "close_kind reset active_closer client reset_by client reset_phase closing reset_cause data-after-close missing_fin none",
        },
        new("second-fin-answered-by-rst", FinAnswered)
        {
            Verdict = "close_kind reset active_closer client reset_by client reset_phase closing reset_cause fin-answered reset_origin no-socket",
        },
        new("refused", it =>
        {
            Assert.Equal(SocketError.ConnectionRefused, Assert.Throws<SocketException>(it.Connect).SocketErrorCode);
            it.Await("CLOSED", "CLOSED");
        })
        {
            Verdict = "close_kind refused handshake refused reset_by server reset_phase handshake reset_cause refused reset_origin no-socket",
        },
        new("keepalive-timeout", KeepaliveTimeout)
        {
            // Its RST is captured and never arrives: presumed delivered, it ends the server's side as well.
            WhereSeen = "close_kind reset reset_by client reset_cause keepalive-timeout flag keepalive server_state CLOSED",
            WhereUnseen = "close_kind open client_state ESTABLISHED",
        },
        new("connection-forgotten", Forgotten)
        {
            Verdict = "close_kind reset active_closer none reset_by server",
            WhereSeen = "reset_cause abort reset_origin live-socket",
            WhereUnseen = "reset_cause unknown-connection reset_origin no-socket",
            ServersAreLost = true,
        },
        new("rst-out-of-window", it =>
        {
            it.Open();
            it.SendRaw(new RawSegment(it.ClientPort, it.ServerPort, it.ClientNext() + BeyondAnyWindow) { IsReset = true });
            Conversation.Send(it.Client, it.Server);
            it.CloseClientFirst();
        })
        {
            Verdict = "close_kind graceful active_closer client reset_by none flag rst-ignored time_wait_holder client",
        },
        new("time-wait-assassinated", it =>
        {
            it.Open();
            uint afterFin = it.ClientNext() + 1;
            it.Server.Shutdown(SocketShutdown.Send);
            it.Await("CLOSE_WAIT", "FIN_WAIT_2");
            it.Client.Close();
            it.Await("CLOSED", "TIME_WAIT");
            it.SendRaw(new RawSegment(it.ClientPort, it.ServerPort, afterFin) { IsReset = true });
            it.Await("CLOSED", "CLOSED");
        })
        {
            Verdict = "close_kind graceful active_closer server time_wait_holder server reset_by client reset_phase after-close flag rst-after-close",
        },
        new("challenge-ack", it =>
        {
            it.Open();
            it.SendRaw(new RawSegment(it.ClientPort, it.ServerPort, it.ClientNext() + BeyondAnyWindow));
            Conversation.Send(it.Client, it.Server);
            it.CloseClientFirst();
        })
        {
            Verdict = "close_kind graceful active_closer client reset_by none syn_reuse none flag challenge-ack time_wait_holder client",
        },
    ];

    // An orphan in FIN_WAIT2 whose time is up is forgotten, and the FIN that comes late finds no socket.
    private static void FinAnswered(Conversation it)
    {
        it.Open();
        it.Client.SetRawSocketOption(TcpLevel, TcpLinger2, BitConverter.GetBytes(1));
        it.Client.Close();
        it.AwaitGoneFromClient();
        it.Await("CLOSED", "CLOSE_WAIT");
        it.Server.Close();
        it.Await("CLOSED", "CLOSED");
    }

    private static void KeepaliveTimeout(Conversation it)
    {
        it.Open();
        it.DropFromClient(Segments.All);
        it.DropFromServer(Segments.All);
        it.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 1);
        it.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 1);
        it.Client.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 2);
        it.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        it.Await("CLOSED", "ESTABLISHED");
    }

    private static void Forgotten(Conversation it)
    {
        it.Open();
        DropRule rule = it.DropFromServer(Segments.Rst);
        Conversation.Abort(it.Server);
        it.Await("ESTABLISHED", "CLOSED");
        rule.Remove();
        it.Client.Send("anyone there?"u8);
        it.Await("CLOSED", "CLOSED");
    }
}
