using System.Net.Sockets;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Laboratory.Tests.Kernel;
using TeardownTrace.Laboratory.Tests.Network;
using TeardownTrace.Laboratory.Tests.Scenarios;

namespace TeardownTrace.Laboratory.Tests;

/// <summary>Several hundred connections open at once, all ended at once; who was first is for the kernels to say.</summary>
public sealed class StormTests(ITestOutputHelper output)
{
    private const int Connections = 400;

    private const int FirstServerPort = 22000;

    private const int FirstClientPort = 42000;

    private static readonly Action<Conversation>[] Endings = [ClientFirst, ServerFirst, BothAtOnce, ClientAborts, ServerAborts];

    private static readonly string[] Passing = ["SYN_SENT", "SYN_RECEIVED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING", "LAST_ACK"];

    [Fact]
    public void Every_connection_of_a_storm_is_judged_as_its_kernels_ended_it()
    {
        LabNetwork.Require("tcpdump");
        using var network = new LabNetwork();
        using var trace = new TransitionTrace(FirstServerPort, FirstServerPort + Connections);
        Conversation[] all = [.. Enumerable.Range(0, Connections).Select(i => new Conversation(network, trace, FirstClientPort + i, FirstServerPort + i))];
        using PacketCapture capture = network.Capture(LabNetwork.TowardServer, "storm");
        Parallel.ForEach(all, it => it.Open());
        Parallel.For(0, Connections, i => Endings[i % Endings.Length](all[i]));
        Poll.Until(() => IsOver(network), () => "the storm to be over");
        capture.StopBehind(network);
        trace.CatchUp();

        ILookup<(int ClientPort, int ServerPort), ConnectionReport> rows = Engine.Analyse(capture.Path);
        Dictionary<(int Local, int Remote), string> clients = SocketTable.Read(network.Client);
        Dictionary<(int Local, int Remote), string> servers = SocketTable.Read(network.Server);
        List<string> wrong = [];
        foreach (Conversation it in all)
        {
            ConnectionReport row = Assert.Single(rows[(it.ClientPort, it.ServerPort)]);
            Expectation truth = new(VerdictOf(it));
            truth.Default("client_state", clients.GetValueOrDefault((it.ClientPort, it.ServerPort), SocketTable.Closed));
            truth.Default("server_state", servers.GetValueOrDefault((it.ServerPort, it.ClientPort), SocketTable.Closed));
            wrong.AddRange(truth.Differences(row).Select(difference => $"{it.ClientPort}: {difference}"));
            it.Dispose();
        }

        output.WriteLine($"{Connections} connections, {rows.SelectMany(row => row).Count(row => row.ActiveCloser == Party.Both)} of them closed by both at once");
        Assert.Equal(0, capture.Dropped);
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private static bool IsOver(LabNetwork network) =>
        SocketTable.Read(network.Client).Values.Concat(SocketTable.Read(network.Server).Values).All(state => !Passing.Contains(state));

    /// <summary>What follows from the transitions of both ends.</summary>
    private static string VerdictOf(Conversation it)
    {
        bool client = it.ClientTransitions().Any(transition => transition.To == "TCP_FIN_WAIT1");
        bool server = it.ServerTransitions().Any(transition => transition.To == "TCP_FIN_WAIT1");
        bool isReset = it.ClientTransitions().Any(transition => transition is { From: "TCP_ESTABLISHED", To: "TCP_CLOSE" });
        return (client, server, isReset) switch
        {
            (true, true, _) => "close_kind simultaneous active_closer both time_wait_holder both confidence certain",
            (true, false, _) => "close_kind graceful active_closer client time_wait_holder client confidence certain",
            (false, true, _) => "close_kind graceful active_closer server time_wait_holder server confidence certain",
            _ => $"close_kind reset active_closer none time_wait_holder none reset_cause abort {(isReset ? "" : "(no transition seen)")}",
        };
    }

    private static void ClientFirst(Conversation it)
    {
        it.Client.Shutdown(SocketShutdown.Send);
        AwaitEnd(it.Server);
        it.Server.Close();
    }

    private static void ServerFirst(Conversation it)
    {
        it.Server.Shutdown(SocketShutdown.Send);
        AwaitEnd(it.Client);
        it.Client.Close();
    }

    private static void BothAtOnce(Conversation it) =>
        Parallel.Invoke(() => it.Client.Shutdown(SocketShutdown.Send), () => it.Server.Shutdown(SocketShutdown.Send));

    private static void ClientAborts(Conversation it) => Conversation.Abort(it.Client);

    private static void ServerAborts(Conversation it) => Conversation.Abort(it.Server);

    private static void AwaitEnd(Socket socket) => Assert.Equal(0, socket.Receive(new byte[1]));
}
