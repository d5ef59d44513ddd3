using System.Security.Cryptography;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Recent;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Output;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>What stands in the files of the ring is what passed, of the connections it is kept for, and nothing else.</summary>
public sealed class FlaggedPacketsTests : IDisposable
{
    private const int Ethernet = 1;
    private const int Raw = 101;


    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Flagged_connections_are_written_bit_for_bit_and_plain_ones_not()
    {
        using MemoryPacketSource source = CapturedTraffic.InBatches(SourceTree.EveryVerdict, 100);
        List<ConnectionReport> reports = [];
        using FlaggedPackets ring = Run(source, new RotationOptions(), reports.Add);
        ring.Dispose();

        ConnectionReport[] plain = [.. reports.Where(report =>
            report is { CloseKind: CloseKind.Graceful or CloseKind.Open, Flags: ConnectionFlags.None, Confidence: Confidence.Certain, LostFinalAck: LostFinalAck.None, SynReuse: SynReuse.None })];
        Assert.InRange(plain.Length, 10, reports.Count - 100);
        Assert.Equal(reports.Count - plain.Length, ring.Connections);

        // The final ACK of a plain connection that is captured behind the next SYN stands among the packets of the next connection.
        ConnectionReport[] flagged = [.. reports.Except(plain)];
        int shared = plain.Count(report => Array.Exists(flagged, next => next.ClientAddress == report.ClientAddress && next.ClientPort == report.ClientPort
            && next.FirstFrame.Number > report.FirstFrame.Number && next.FirstFrame.Number < report.LastFrame.Number));
        Assert.Equal(flagged.Sum(report => report.ClientPackets + report.ServerPackets) + shared, ring.Packets);
        Assert.Equal(0, ring.LeftMemory);

        Dictionary<long, string> captured = [];
        for (int i = 0; i < source.Packets.Length; i++)
            captured[i + 1] = Describe(source, source.Packets[i]);
        using MemoryPacketSource written = ReadBack(ring.Path);
        Assert.Equal(ring.Packets, written.Packets.Length);
        HashSet<string> all = [.. captured.Values];
        foreach (CapturedPacket packet in written.Packets)
            Assert.Contains(Describe(written, packet), all);
        foreach (ConnectionReport report in plain)
            Assert.DoesNotContain(written.Packets.ToArray(), packet => Describe(written, packet) == captured[report.FirstFrame.Number]);
    }

    [Fact]
    public void Wireshark_reads_the_same_bytes_and_the_report()
    {
        if (!Tshark.IsInstalled)
            Assert.Skip("needs tshark");
        IReadOnlyList<MemoryPacket> packets = RingTraffic.Reset(connections: 3, segments: 5, payload: 700, Ethernet);
        using FlaggedPackets ring = Run(new MemoryPacketSource(packets), new RotationOptions());
        ring.Dispose();

        string[] frames = Tshark.Fields(ring.Path, "frame.time_epoch", "frame.md5_hash", "tcp.stream", "frame.comment");
        const int Each = 5 + RingTraffic.Framing;
        Assert.Equal(3 * Each, frames.Length);
        for (int i = 0; i < frames.Length; i++)
        {
            // Captured in turn, written one connection after the other.
            int number = (i % Each * 3) + (i / Each);
            MemoryPacket packet = packets[number];
            string[] fields = frames[i].Split('\t');
            string time = $"{packet.TimeNs / Timestamp.NanosecondsPerSecond}.{packet.TimeNs % Timestamp.NanosecondsPerSecond:D9}";
            Assert.Equal([time, Md5(packet.Bytes), $"{i / Each}"], fields[..3]);
            string comment = (i % Each) switch
            {
                0 => $"Connection {(i / Each) + 1}, reset: The server reset the connection",
                Each - 1 => $"Frame {number + 1}: the RST that counts",
                _ => "",
            };
            Assert.StartsWith(comment, fields[3], StringComparison.Ordinal);
            Assert.Equal(comment.Length == 0, fields[3].Length == 0);
        }
    }

    [Fact]
    public void Tokens_choose_what_is_written()
    {
        using MemoryPacketSource source = CapturedTraffic.InBatches(SourceTree.EveryVerdict, 100);
        List<ConnectionReport> reports = [];
        using FlaggedPackets ring = Run(source, new RotationOptions(), reports.Add, only: [Vocabulary.Find("refused")!, Vocabulary.Find("missing_fin")!]);
        Assert.Equal(reports.Count(report => report.CloseKind == CloseKind.Refused || report.MissingFin != Party.None), ring.Connections);
    }

    [Fact]
    public void Every_file_of_a_rotation_stands_alone_and_connections_stay_whole()
    {
        const int Most = 20_000;
        IReadOnlyList<MemoryPacket> packets = RingTraffic.Reset(connections: 40, segments: 10, payload: 200, Ethernet, Raw);
        using FlaggedPackets ring = Run(new MemoryPacketSource(packets, Interfaces(Ethernet, Raw)), new RotationOptions { SizeBytes = Most, Keep = 100 });
        ring.Dispose();

        string[] files = Files();
        Assert.InRange(files.Length, 5, 40);
        int all = 0;
        foreach (string file in files)
        {
            Assert.InRange(new FileInfo(file).Length, 1, Most);
            using MemoryPacketSource read = ReadBack(file);
            Assert.Equal([Ethernet, Raw], read.Interfaces.Select(captor => captor.LinkType.Number));
            AnalysedCapture analysed = AnalysedCapture.Of(read);
            Assert.All(analysed.Rows, row => Assert.Equal((CloseKind.Reset, 10 + RingTraffic.Framing), (row.CloseKind, (int)(row.ClientPackets + row.ServerPackets))));
            all += analysed.Rows.Count;
        }

        Assert.Equal(40, all);
    }

    [Fact]
    public void An_interface_that_came_after_the_file_began_is_described_before_its_packets()
    {
        List<CaptureInterface> interfaces = [Interfaces(Ethernet)[0]];
        IReadOnlyList<MemoryPacket> packets = RingTraffic.Reset(connections: 4, segments: 2, payload: 10, Ethernet, Raw);
        using MemoryPacketSource source = new(packets, interfaces);
        RecentPackets recent = new(RecentPackets.LeastBytes);
        using FlaggedPackets ring = Open(recent, interfaces, new RotationOptions());
        interfaces.Add(Interfaces(Raw)[0]);
        ring.Write([.. AnalysedCapture.Of(new RememberedSource(source, recent)).Rows]);
        ring.Dispose();

        using MemoryPacketSource written = ReadBack(ring.Path);
        Assert.Equal(packets.Count, written.Packets.Length);
        Assert.Equal(
            packets.Select(packet => $"{(packet.InterfaceIndex == 0 ? Ethernet : Raw)} {Convert.ToHexString(packet.Bytes)}").Order(StringComparer.Ordinal),
            written.Packets.ToArray().Select(packet => $"{written.Interfaces[packet.InterfaceIndex].LinkType.Number} {Convert.ToHexString(packet.Bytes)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_had_left_memory_is_counted_and_told_in_the_file()
    {
        IReadOnlyList<MemoryPacket> packets = RingTraffic.Reset(connections: 1, segments: 4000, payload: 1000, Ethernet);
        using FlaggedPackets ring = Run(new MemoryPacketSource(packets), new RotationOptions());
        ring.Dispose();

        Assert.InRange(ring.Packets, 500, 1000);
        Assert.Equal(packets.Count, ring.Packets + ring.LeftMemory);
        byte[] file = File.ReadAllBytes(ring.Path);
        byte[] told = System.Text.Encoding.UTF8.GetBytes($"this is frame {ring.LeftMemory + 1}, and {ring.LeftMemory} packets of the connection had left memory.");
        Assert.True(file.AsSpan().IndexOf(told) > 0, "the comment does not tell what is missing");
    }

    [Fact]
    public void Without_limits_of_their_own_packets_go_to_ten_files_of_100_MB()
    {
        RotationOptions ring = new() { SizeBytes = 100_000_000, Keep = 10 };
        Assert.Equal(ring, FlaggedPackets.RotationFor(new RotationOptions()));
        Assert.Equal(ring, FlaggedPackets.RotationFor(new RotationOptions { Records = 1000 }));
        Assert.Equal(ring with { Keep = 3, Gzip = true }, FlaggedPackets.RotationFor(new RotationOptions { Records = 1000, Keep = 3, Gzip = true }));
        RotationOptions hourly = new() { EveryNs = 3600 * Timestamp.NanosecondsPerSecond, Keep = 24 };
        Assert.Equal(hourly, FlaggedPackets.RotationFor(hourly));
    }

    private FlaggedPackets Run(MemoryPacketSource source, RotationOptions rotation, Action<ConnectionReport>? seen = null, params VocabularySelector[] only)
    {
        RecentPackets recent = new(RecentPackets.LeastBytes);
        FlaggedPackets ring = Open(recent, source.Interfaces, rotation, only);
        using RememberedSource remembered = new(source, recent);
        using TeardownAnalysis analysis = new(new AnalysisOptions { InOrderOfEnd = true, Threads = 1 });
        while (analysis.Advance(remembered))
        {
            ring.Write(analysis.Finished);
            foreach (ConnectionReport report in analysis.Finished)
                seen?.Invoke(report);
        }

        ring.Flush(RotatedFiles.At(1));
        return ring;
    }

    private FlaggedPackets Open(RecentPackets recent, IReadOnlyList<CaptureInterface> interfaces, RotationOptions rotation, params VocabularySelector[] only)
    {
        FlaggedPackets ring = new(_folder.Path("ring.pcapng"), recent, interfaces, only, rotation, "teardowntrace", RotatedFiles.Start);
        ring.Begin();
        return ring;
    }

    private string[] Files() => [.. Directory.EnumerateFiles(_folder.FullName).Order(StringComparer.Ordinal)];

    private static CaptureInterface[] Interfaces(params int[] linkTypes) =>
        [.. linkTypes.Select(number => new CaptureInterface(new LinkType(number), 0, null, HasNanoseconds: true))];

    /// <summary>Reads a file whole; damage fails.</summary>
    private static MemoryPacketSource ReadBack(string path)
    {
        using (IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions()))
        {
            PacketBatch batch = new();
            while (source.TryRead(batch))
                Assert.All(source.Interfaces, captor => Assert.True(captor.HasNanoseconds));
            Assert.Empty(source.Problems);
        }

        return CapturedTraffic.InBatches(path, PacketBatch.DefaultCapacity);
    }

    private static string Describe(MemoryPacketSource source, in CapturedPacket packet) =>
        $"{packet.Time.Nanoseconds} {packet.OriginalLength} {source.Interfaces[packet.InterfaceIndex].LinkType.Number} {Convert.ToHexString(packet.Bytes)}";

    private static string Md5(byte[] bytes) =>
#pragma warning disable CA5351 // Wireshark tells a frame's bytes by their MD5.
        Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
