using System.Globalization;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Peers.Tests;

/// <summary>Where a kernel's truth says that a peer is wrong: the peer still answers so, and ours is the kernel's answer.</summary>
public sealed class PeersKnownWrongTests
{
    private const int RstBit = 32;

    [Fact]
    public void Tshark_names_one_active_closer_of_a_simultaneous_close_and_there_are_two()
    {
        string path = SharedCaptures.Path("kernel/04b-simultaneous-no-loss.pcap");
        ConnectionReport ours = Assert.Single(Engine.Analyse(path));
        Assert.Equal((CloseKind.Simultaneous, Party.Both, Party.Both), (ours.CloseKind, ours.ActiveCloser, ours.TimeWaitHolder));

        Tool.Require("tshark");
        IReadOnlyList<string> closers = Tool.Lines(
            "tshark", "-n", "-r", path, "-Y", "tcp.connection.fin_active", "-T", "fields", "-e", "frame.number", "-e", "tcp.srcport");
        Assert.Equal($"{ours.ClientFinFrame?.Number}\t{ours.ClientPort}", Assert.Single(closers));
    }

    [Fact]
    public void A_reset_outside_the_window_ended_nothing()
    {
        ConnectionReport ours = Assert.Single(Engine.Analyse(SharedCaptures.Path("kernel/35b-rst-out-of-window.pcap")));
        Assert.Equal((CloseKind.Graceful, Party.None), (ours.CloseKind, ours.ResetBy));
        Assert.True(ours.Flags.HasFlag(ConnectionFlags.RstIgnored));
    }

    [Fact]
    public void Tshark_counts_a_reset_outside_the_window_as_the_end()
    {
        string path = SharedCaptures.Path("kernel/35b-rst-out-of-window.pcap");
        Tool.Require("tshark");
        Assert.Equal(RstBit, Assert.Single(TsharkStreams.Of(path)).Completeness & RstBit);
    }

    [Fact]
    public void Tcptrace_counts_a_reset_outside_the_window_as_the_end()
    {
        string path = SharedCaptures.Path("kernel/35b-rst-out-of-window.pcap");
        Tool.Require("tcptrace");
        Assert.EndsWith("(reset)", Assert.Single(TcptraceConnections(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Argus_counts_a_reset_outside_the_window_as_the_end()
    {
        string[] flow = Assert.Single(ArgusFlows(SharedCaptures.Path("kernel/35b-rst-out-of-window.pcap")));
        Assert.Equal("RST", flow[0]);
    }

    [Theory]
    [InlineData("kernel/24a-tw-reuse-raw-seq-higher.pcap")]
    [InlineData("kernel/23b-tw-reuse-rejected-kernel-rfc1337-0.pcap")]
    public void Tcptrace_turns_a_reused_connection_round_and_its_client_stays_the_client(string capture)
    {
        string path = SharedCaptures.Path(capture);
        IReadOnlyList<ConnectionReport> ours = Engine.Analyse(path);
        Assert.Equal(2, ours.Count);
        Assert.Equal(Engine.ClientOf(ours[0]), Engine.ClientOf(ours[1]));
        Assert.NotEqual(SynReuse.None, ours[1].SynReuse);

        Tool.Require("tcptrace");
        string client = $"{ours[0].ClientAddress}:{ours[0].ClientPort} - ";
        IReadOnlyList<string> connections = TcptraceConnections(path);
        Assert.Contains(client, connections[0], StringComparison.Ordinal);
        Assert.DoesNotContain(client, connections[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Argus_makes_one_flow_of_five_incarnations()
    {
        string path = SharedCaptures.Path("kernel/21b-tw-reuse-chain.pcap");
        IReadOnlyList<ConnectionReport> ours = Engine.Analyse(path);
        Assert.Equal(5, ours.Count);
        Assert.All(ours, report => Assert.Equal((CloseKind.Graceful, Party.Server), (report.CloseKind, report.ActiveCloser)));
        Assert.All(ours.Skip(1), report => Assert.Equal(SynReuse.Accepted, report.SynReuse));

        string[] flow = Assert.Single(ArgusFlows(path));
        Assert.Equal("FIN", flow[0]);
        long packets = long.Parse(flow[1], CultureInfo.InvariantCulture) + long.Parse(flow[2], CultureInfo.InvariantCulture);
        Assert.Equal(ours.Sum(report => report.ClientPackets + report.ServerPackets), packets);
    }

    // "  1: 10.0.0.1:40000 - 10.0.0.2:80 (a2b)    6>    5<  (complete)"
    private static IReadOnlyList<string> TcptraceConnections(string path) =>
        [.. Tool.Lines("tcptrace", "-n", path).Where(line => line.Contains('>') && line.Contains('<')).Select(line => line.TrimEnd())];

    // State, packets of the source, packets of the destination; argus' own status record has no destination port.
    private static IReadOnlyList<string[]> ArgusFlows(string path)
    {
        Tool.Require("argus");
        Tool.Require("ra");
        using TemporaryFolder folder = new();
        string records = folder.Path("records");
        Tool.Lines("argus", "-r", path, "-w", records);
        return
        [
            .. Tool.Lines("ra", "-n", "-r", records, "-c", ",", "-s", "state", "spkts", "dpkts", "-", "tcp")
                .Select(line => line.Split(','))
                .Where(fields => fields.Length == 3 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out _)),
        ];
    }
}
