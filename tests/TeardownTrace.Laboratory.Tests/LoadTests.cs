using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Laboratory.Tests.Kernel;
using TeardownTrace.Laboratory.Tests.Load;
using TeardownTrace.Laboratory.Tests.Network;

namespace TeardownTrace.Laboratory.Tests;

/// <summary>
/// A web server that closes first and a client that runs out of ports: its SYNs meet TIME_WAIT on the server. What we count
/// is what both kernels counted, but for as many packets as the capture dropped.
/// </summary>
public sealed class LoadTests(ITestOutputHelper output)
{
    private const int Ports = 1000;

    /// <summary>So many connections that more SYNs meet TIME_WAIT than are asked for.</summary>
    private const int RoundsOverPorts = 2;

    private const int FirstPort = 30000;

    private static readonly string[] Lasting = ["ESTABLISHED", "LISTEN", "TIME_WAIT"];

    [Fact]
    public void Counts_are_the_kernels_when_SYNs_meet_TIME_WAIT()
    {
        LabNetwork.Require("tcpdump", "nginx", "wrk", "nstat");
        using var network = new LabNetwork();
        network.Client.Set("ipv4/ip_local_port_range", $"{FirstPort} {FirstPort + Ports - 1}");
        PacketCapture capture = network.Capture(LabNetwork.TowardServer, "load");
        using (capture)
        {
            using (new WebServer(network))
            {
                Poll.Until(
                    () =>
                    {
                        network.Client.Execute("wrk", "-t1", "-c8", "-d2s", $"http://{network.ServerAddress}:{WebServer.Port}/");
                        return new KernelCounters(network.Client).ActiveOpens > RoundsOverPorts * Ports;
                    },
                    () => $"{RoundsOverPorts * Ports} connections; there were {new KernelCounters(network.Client).ActiveOpens}");
                Poll.Until(() => IsQuiet(network), () => "every connection to have ended");
            }

            capture.StopBehind(network);
        }

        Compare(network, capture);
    }

    private static bool IsQuiet(LabNetwork network) =>
        SocketTable.Read(network.Client).Values.Concat(SocketTable.Read(network.Server).Values).All(state => Lasting.Contains(state));

    private void Compare(LabNetwork network, PacketCapture capture)
    {
        KernelCounters client = new(network.Client);
        KernelCounters server = new(network.Server);
        long held = SocketTable.Read(network.Server).Values.Count(state => state == "TIME_WAIT");
        ConnectionReport[] rows = [.. Engine.Analyse(capture.Path).Where(group => group.Key.ServerPort == WebServer.Port).SelectMany(group => group)];
        output.WriteLine($"{rows.Length} connections over {rows.Select(row => row.ClientPort).Distinct().Count()} ports, {capture.Dropped} packets dropped by the capture");
        long accepted = rows.LongCount(row => row.SynReuse == SynReuse.Accepted);

        Equal("connections = the client's TcpActiveOpens", rows.Length, client.ActiveOpens);
        Equal("complete handshakes = the server's TcpPassiveOpens", rows.LongCount(row => row.Handshake == Handshake.Complete), server.PassiveOpens);
        Equal("active closes by the server that got their ACK = its TcpExtTW", rows.LongCount(IsAcknowledgedCloseOfServer), server.TimeWaits);
        Equal("active closes by the client = its TcpExtTW", rows.LongCount(row => row.TimeWaitHolder is Party.Client or Party.Both), client.TimeWaits);
        Equal("TIME_WAITs not reused = those in the server's table", rows.LongCount(row => row.TimeWaitHolder is Party.Server or Party.Both) - accepted, held);
        long cut = rows.LongCount(row => IsAcknowledgedCloseOfServer(row) && row.CloseKind == CloseKind.Reset);
        Equal("reuses accepted = TcpExtTW less what is still held or was cut in FIN_WAIT_2", accepted, server.TimeWaits - held - cut);
        Equal("reuses by the holder = the client's TcpExtTWRecycled", rows.LongCount(row => row.ReuseBy == ReuseBy.Holder), client.TimeWaitsRecycled);
        Equal("the client's RSTs = its TcpOutRsts", rows.Sum(row => row.ClientRsts), client.ResetsSent);
        Equal("connections reset by the client before its FIN = its TcpEstabResets", rows.LongCount(IsCutByClient), client.EstablishedResets);
        Equal("reuses refused = SYNs without a connection", rows.LongCount(row => row.SynReuse == SynReuse.Rejected), client.ActiveOpens - server.PassiveOpens);
        Assert.True(accepted > Ports / 10, $"only {accepted} SYNs met TIME_WAIT");
        Assert.Equal(0, server.TimeWaitOverflows);

        void Equal(string what, long ours, long kernel)
        {
            output.WriteLine($"{what}: {ours}, {kernel}");
            Assert.True(Math.Abs(ours - kernel) <= capture.Dropped, $"{what}: {ours}, {kernel}");
        }
    }

    // An end without an owner becomes a minisocket when its FIN is acknowledged, whatever comes then.
    private static bool IsAcknowledgedCloseOfServer(ConnectionReport row) =>
        row.TimeWaitHolder is Party.Server or Party.Both
        || (row is { ActiveCloser: Party.Server, ServerFinAckFrame: { } acked, RstFrame: { } reset } && acked.Number < reset.Number);

    private static bool IsCutByClient(ConnectionReport row) => row is { CloseKind: CloseKind.Reset, ResetBy: Party.Client, ClientFins: 0 };
}
