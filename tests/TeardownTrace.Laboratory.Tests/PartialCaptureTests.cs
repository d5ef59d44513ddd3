using System.Net.Sockets;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Laboratory.Tests.Kernel;
using TeardownTrace.Laboratory.Tests.Network;
using TeardownTrace.Laboratory.Tests.Scenarios;

namespace TeardownTrace.Laboratory.Tests;

/// <summary>Captures that begin late, end early or see one direction, of a connection that its kernels end as usual.</summary>
public sealed class PartialCaptureTests
{
    private const int ClientPort = 43000;

    private const int ServerPort = 23000;

    [Fact]
    public void Capture_that_begins_in_mid_stream_shows_the_whole_close() => Check(
        "close_kind graceful active_closer client time_wait_holder client confidence certain flag mid-stream client_state TIME_WAIT server_state CLOSED",
        (it, begin) =>
        {
            it.Open();
            PacketCapture capture = begin("tcp");
            Conversation.Send(it.Client, it.Server);
            it.CloseClientFirst();
            return capture;
        });

    [Fact]
    public void Capture_that_begins_between_the_FINs_is_inconclusive() => Check(
        "confidence inconclusive confidence_reason capture-began-late flag mid-stream",
        (it, begin) =>
        {
            it.Open();
            it.Client.Shutdown(SocketShutdown.Send);
            it.Await("FIN_WAIT_2", "CLOSE_WAIT");
            PacketCapture capture = begin("tcp");
            it.Server.Close();
            it.Await("TIME_WAIT", "CLOSED");
            return capture;
        });

    [Fact]
    public void Capture_that_ends_after_the_first_FIN_is_inconclusive() => Check(
        "close_kind half-closed active_closer client confidence inconclusive confidence_reason capture-ended-early client_state FIN_WAIT_2 server_state CLOSE_WAIT",
        (it, begin) =>
        {
            PacketCapture capture = begin("tcp");
            it.Open();
            it.Client.Shutdown(SocketShutdown.Send);
            it.Await("FIN_WAIT_2", "CLOSE_WAIT");
            capture.StopBehind(it.Network);
            it.Server.Close();
            it.Await("TIME_WAIT", "CLOSED");
            return capture;
        });

    [Fact]
    public void Capture_of_one_direction_infers_the_other() => Check(
        "close_kind graceful active_closer client confidence inconclusive confidence_reason one-sided flag one-sided",
        (it, begin) =>
        {
            PacketCapture capture = begin($"tcp and src host {it.Network.ClientAddress}");
            it.Open();
            it.CloseClientFirst();
            return capture;
        });

    private static void Check(string expected, Func<Conversation, Func<string, PacketCapture>, PacketCapture> play)
    {
        LabNetwork.Require("tcpdump");
        using var network = new LabNetwork();
        using var trace = new TransitionTrace(ServerPort, ServerPort);
        using var conversation = new Conversation(network, trace, ClientPort, ServerPort);
        using PacketCapture capture = play(conversation, filter => network.Capture(LabNetwork.TowardClient, "partial", filter));
        if (capture.IsRunning)
            capture.StopBehind(network);
        ConnectionReport row = Assert.Single(Engine.Analyse(capture.Path, new AnalysisOptions())[(ClientPort, ServerPort)]);
        Assert.Empty(new Expectation(expected).Differences(row));
    }
}
