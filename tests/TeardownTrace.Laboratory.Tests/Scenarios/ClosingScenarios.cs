using System.Net.Sockets;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>Endings by FIN on a path that loses nothing, or only what makes the ending what it is.</summary>
internal static class ClosingScenarios
{
    public static readonly IReadOnlyList<Scenario> All =
    [
        new("client-closes-first", ClientFirst)
        {
            Verdict = "close_kind graceful active_closer client missing_fin none lost_final_ack none time_wait_holder client confidence certain",
        },
        new("server-closes-first", ServerFirst)
        {
            Verdict = "close_kind graceful active_closer server missing_fin none lost_final_ack none time_wait_holder server confidence certain",
        },
        new("three-segment-close", ThreeSegments)
        {
            Verdict = "close_kind graceful active_closer client lost_final_ack none time_wait_holder client confidence certain",
            ServersAreLost = true,
        },
        new("simultaneous-close", Simultaneous)
        {
            Verdict = "close_kind simultaneous active_closer both time_wait_holder both missing_fin none",
            OnlyWhereSeen = true,
        },
        new("half-close-with-data", HalfCloseWithData)
        {
            Verdict = "close_kind graceful active_closer client flag half-close-data time_wait_holder client confidence certain",
        },
        new("client-keeps-its-fin", ClientNeverCloses)
        {
            Verdict = "close_kind half-closed active_closer server missing_fin client time_wait_holder none confidence certain",
        },
        new("server-keeps-its-fin", ServerNeverCloses)
        {
            Verdict = "close_kind half-closed active_closer client missing_fin server time_wait_holder none confidence certain",
        },
        new("left-open", it =>
        {
            it.Open();
            it.Await("ESTABLISHED", "ESTABLISHED");
        })
        {
            Verdict = "close_kind open active_closer none handshake complete",
        },
    ];

    public static void ClientFirst(Conversation it)
    {
        it.Open();
        it.CloseClientFirst();
    }

    public static void ServerFirst(Conversation it)
    {
        it.Open();
        it.Server.Shutdown(SocketShutdown.Send);
        it.Await("CLOSE_WAIT", "FIN_WAIT_2");
        it.Client.Close();
        it.Await("CLOSED", "TIME_WAIT");
    }

    // The second FIN acknowledges the first because no acknowledgement between them passes the router.
    private static void ThreeSegments(Conversation it)
    {
        it.Open();
        it.DropFromServer(Segments.PureAck);
        it.Client.Shutdown(SocketShutdown.Send);
        it.Await("FIN_WAIT_1", "CLOSE_WAIT");
        it.Server.Close();
        it.Await("TIME_WAIT", "CLOSED");
    }

    // FINs cross for certain when neither arrives at first.
    private static void Simultaneous(Conversation it)
    {
        it.Open();
        DropRule client = it.DropFromClient(Segments.Fin);
        DropRule server = it.DropFromServer(Segments.Fin);
        it.Client.Shutdown(SocketShutdown.Send);
        it.Server.Shutdown(SocketShutdown.Send);
        it.Await("FIN_WAIT_1", "FIN_WAIT_1");
        client.Remove();
        server.Remove();
        it.Await("TIME_WAIT", "TIME_WAIT");
    }

    private static void HalfCloseWithData(Conversation it)
    {
        it.Open();
        it.Client.Shutdown(SocketShutdown.Send);
        it.Await("FIN_WAIT_2", "CLOSE_WAIT");
        Conversation.Send(it.Server, it.Client);
        Conversation.Send(it.Server, it.Client);
        it.Server.Close();
        it.Await("TIME_WAIT", "CLOSED");
    }

    private static void ClientNeverCloses(Conversation it)
    {
        it.Open();
        it.Server.Shutdown(SocketShutdown.Send);
        it.Await("CLOSE_WAIT", "FIN_WAIT_2");
    }

    private static void ServerNeverCloses(Conversation it)
    {
        it.Open();
        it.Client.Shutdown(SocketShutdown.Send);
        it.Await("FIN_WAIT_2", "CLOSE_WAIT");
    }
}
