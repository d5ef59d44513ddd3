using System.Net.Sockets;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests.Scenarios;

/// <summary>FINs and their acknowledgements lost; each is lost after one vantage and before the other.</summary>
internal static class LossScenarios
{
    private const string Graceful = "close_kind graceful active_closer client missing_fin none time_wait_holder client";

    public static readonly IReadOnlyList<Scenario> All =
    [
        new("first-fin-lost", it =>
        {
            it.Open();
            it.DropFromClient(Segments.Fin, times: 1);
            it.CloseClientFirst();
        })
        {
            Verdict = $"{Graceful} lost_final_ack none",
            WhereSeen = "flag fin-retransmitted",
        },
        new("second-fin-lost", it =>
        {
            it.Open();
            it.DropFromServer(Segments.Fin, times: 1);
            it.CloseClientFirst();
        })
        {
            Verdict = $"{Graceful} lost_final_ack none",
            WhereSeen = "flag fin-retransmitted",
            ServersAreLost = true,
        },
        new("final-ack-lost", FinalAckLost)
        {
            Verdict = Graceful,
            WhereSeen = "lost_final_ack after-vantage final_ack_recovered true confidence certain",
            WhereUnseen = "lost_final_ack before-vantage final_ack_recovered true confidence certain",
        },
        new("servers-final-ack-lost", it =>
        {
            it.Open();
            it.Server.Shutdown(SocketShutdown.Send);
            it.Await("CLOSE_WAIT", "FIN_WAIT_2");
            it.DropFromServer(Segments.PureAck, times: 1);
            it.Client.Close();
            it.Await("CLOSED", "TIME_WAIT");
        })
        {
            Verdict = "close_kind graceful active_closer server missing_fin none time_wait_holder server",
            WhereSeen = "lost_final_ack after-vantage final_ack_recovered true confidence certain",
            WhereUnseen = "lost_final_ack before-vantage final_ack_recovered true confidence certain",
            ServersAreLost = true,
        },
        new("final-ack-never-arrives", FinalAckNever)
        {
            Verdict = "active_closer client missing_fin none confidence inconclusive confidence_reason loss-place-unknown",

            // The last ACK captured is presumed delivered; that it was lost as well shows in nothing.
            WhereSeen = "close_kind graceful lost_final_ack after-vantage server_state CLOSED",
            WhereUnseen = "close_kind unacknowledged lost_final_ack before-vantage client_state FIN_WAIT_2",
        },
        new("first-fin-never-arrives", it =>
        {
            it.Open();
            it.DropFromClient(Segments.Fin);
            it.Client.Close();
            it.AwaitPassing("FIN_WAIT_1", "ESTABLISHED");
            it.AwaitGoneFromClient();
        })
        {
            // Whether the server got a FIN whose acknowledgement was lost before the vantage, nothing tells; it never acknowledged one.
            WhereSeen = "close_kind half-closed active_closer client missing_fin server flag peer-vanished flag fin-retransmitted",
            WhereUnseen = "close_kind open active_closer none client_state ESTABLISHED",
        },
        new("second-fin-never-arrives", it =>
        {
            it.Open();
            it.Client.Shutdown(SocketShutdown.Send);
            it.Await("FIN_WAIT_2", "CLOSE_WAIT");
            it.DropFromServer(Segments.Fin);
            it.Server.Close();
            it.AwaitPassing("FIN_WAIT_2", "LAST_ACK");
            it.AwaitGoneFromServer();
        })
        {
            Verdict = "active_closer client time_wait_holder none",
            WhereSeen = "close_kind unacknowledged missing_fin none confidence inconclusive confidence_reason loss-place-unknown",
            WhereUnseen = "close_kind half-closed missing_fin server server_state CLOSE_WAIT",
            ServersAreLost = true,
        },
    ];

    private static void FinalAckLost(Conversation it)
    {
        it.Open();
        it.Client.Shutdown(SocketShutdown.Send);
        it.Await("FIN_WAIT_2", "CLOSE_WAIT");
        it.DropFromClient(Segments.PureAck, times: 1);
        it.Server.Close();
        it.Await("TIME_WAIT", "CLOSED");
    }

    private static void FinalAckNever(Conversation it)
    {
        it.Open();
        it.Client.Shutdown(SocketShutdown.Send);
        it.Await("FIN_WAIT_2", "CLOSE_WAIT");
        it.DropFromClient(Segments.PureAck);
        it.Server.Close();
        it.AwaitPassing("TIME_WAIT", "LAST_ACK");
        it.AwaitGoneFromServer();
    }
}
