using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary><c>--write</c>: the packets of the connections that deserve a look, as another program captured them.</summary>
public sealed class LiveRingTests
{
    private const int Conversations = 20;
    private const int Aborted = 5;
    private const int Refused = 3;

    [Fact]
    public void The_ring_holds_the_cut_connections_bit_for_bit_and_no_other()
    {
        using Wire wire = Wire.Make("tcpdump");
        using TemporaryFolder folder = new();
        string reference = folder.Path("reference.pcap");

        // Slots of its buffer are as large as the snap length: at the default there are few.
        using LiveProcess tcpdump = LiveProcess.StartSilent(
            wire, "tcpdump", "-i", Wire.Device, "-n", "-U", "--immediate-mode", "-s", "2048", "-B", "16384", "-Z", "root", "-w", reference, "tcp");
        tcpdump.AwaitError("listening on");
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "-s", "0", "--write", folder.Path("ring.pcapng"));

        for (int i = 0; i < Conversations; i++)
        {
            wire.Converse();
            if (i < Aborted)
                Abort(wire);
            if (i < Refused)
                wire.BeRefused();
        }

        // The last conversation's end stands behind everything else; tcpdump leaves unread what it has not read when it is stopped.
        Poll.Until(() => GracefulIn(reference) == Conversations, () => "the last conversation in the reference");
        CommandResult result = process.Stop();
        tcpdump.Stop();
        Assert.Equal(0, result.ExitCode);
        string ring = Assert.Single(Directory.GetFiles(folder.FullName, "ring-*.pcapng"));
        AnalysedCapture kept = AnalysedCapture.OfFile(ring)!;
        Assert.Equal(Aborted, kept.Rows.Count(row => row.CloseKind == CloseKind.Reset));
        Assert.Equal(Refused, kept.Rows.Count(row => row.CloseKind == CloseKind.Refused));
        Assert.Equal(Aborted + Refused, kept.Rows.Count);
        Assert.Contains($"{kept.Totals.Packets} packets of {Aborted + Refused} connections were written", result.Error, StringComparison.Ordinal);

        HashSet<ushort> ports = [.. kept.Rows.Select(row => row.ClientPort)];
        ConnectionReport[] cut = [.. AnalysedCapture.OfFile(reference)!.Rows.Where(row => ports.Contains(row.ClientPort))];
        Assert.Equal(cut.Sum(row => row.ClientPackets + row.ServerPackets), kept.Totals.Packets);
        HashSet<string> captured = [.. PacketsOf(reference)];
        Assert.All(PacketsOf(ring), packet => Assert.Contains(packet, captured));
    }

    [Fact]
    public void A_kill_leaves_a_ring_that_can_be_read()
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        string[] arguments = ["-f", "tcp", "--max-connections", "20", "--write", folder.Path("ring.pcapng"), "--write-only", "reset"];
        using (LiveProcess process = LiveProcess.Start(wire, arguments))
        {
            for (int i = 0; i < 60; i++)
                Abort(wire);
            Poll.Until(() => PacketsIn(folder) > 100, () => "packets in the ring");
            process.Signal("KILL");
            process.AwaitExit();
        }

        long left = PacketsIn(folder);
        Assert.True(left > 100);
        if (Tshark.IsInstalled)
            Assert.Equal(left, Tshark.Fields(Assert.Single(Directory.GetFiles(folder.FullName)), "frame.number").Length);
        using LiveProcess next = LiveProcess.Start(wire, arguments);
        Assert.Equal(0, next.Stop().ExitCode);
        Assert.Equal(left, PacketsIn(folder));
    }

    [Fact]
    public void What_a_full_disk_did_not_take_is_not_said_to_be_written()
    {
        using Wire wire = Wire.Make();
        using SmallDisk disk = SmallDisk.Mount("64k");
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--max-connections", "20", "--write", disk.Path("ring.pcapng"), "--write-only", "reset");
        disk.Fill();
        for (int i = 0; i < 60; i++)
            Abort(wire);
        process.AwaitError("No space left on device");
        CommandResult result = process.Stop();

        Assert.Equal(3, result.ExitCode);
        Assert.Empty(PacketsOf(Assert.Single(Directory.GetFiles(disk.Folder.FullName, "ring*"))));
        Assert.Contains("ring.pcapng: 60 pieces, each of a connection's packets, could not be written\n", result.Error, StringComparison.Ordinal);
        Assert.Contains(" packets of 60 connections were to be written, and some of them are lost\n", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("were written", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--write-only: no packets are kept; add --write FILE", "--write-only", "reset")]
    [InlineData("--write-memory: no packets are kept; add --write FILE", "--write-memory", "10")]
    [InlineData("--write-memory: 0 is less than 1", "--write", "a.pcapng", "--write-memory", "0")]
    [InlineData("--write-memory: 2001 is more than 2000", "--write", "a.pcapng", "--write-memory", "2001")]
    [InlineData("--write: packets need a file of their own, not standard output", "--write", "-")]
    [InlineData("--write-only: 'resett' is no close_kind, verdict or flag; did you mean reset?", "--write", "a.pcapng", "--write-only", "resett")]
    public void A_wrong_command_line_is_told_in_one_line(string told, params string[] arguments)
    {
        CommandResult result = TeardownTraceCommand.Run(["live", "-i", "lo", .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(told, result.Error.Split(Environment.NewLine)[0], StringComparison.Ordinal);
    }

    private static void Abort(Wire wire)
    {
        (System.Net.Sockets.Socket client, System.Net.Sockets.Socket server) = wire.Connect();
        Wire.Abort(client, server);
    }

    private static int GracefulIn(string path) => AnalysedCapture.OfFile(path)?.Rows.Count(row => row.CloseKind == CloseKind.Graceful) ?? 0;

    private static long PacketsIn(TemporaryFolder folder) => Directory.GetFiles(folder.FullName).Sum(file => (long)PacketsOf(file).Count);

    private static List<string> PacketsOf(string path)
    {
        using MemoryPacketSource source = CapturedTraffic.InBatches(path, PacketBatch.DefaultCapacity);
        return [.. source.Packets.ToArray().Select(packet => $"{packet.OriginalLength} {Convert.ToHexString(packet.Bytes)}")];
    }
}
