using System.Buffers.Binary;
using TeardownTrace.Capture.Input;
using TeardownTrace.Testing;
using TeardownTrace.Testing.CaptureFiles;

namespace TeardownTrace.Capture.Tests;

/// <summary>
/// Damage, with what is delivered before it and where it is reported. Whether a case is damage, and after how many packets, is
/// what tshark 4.0 and tcpdump 4.99 do with the same bytes.
/// </summary>
public class DamageTests
{
    private const int PcapHeader = 24;
    private const int PcapRecord = 16 + 60;
    private const int PcapNgHeader = 28 + 20;
    private const int EnhancedPacket = 32 + 60;

    /// <summary>Name, bytes, frames delivered, offset of the damage, a word of the message.</summary>
    public static TheoryData<string, byte[], long, long, string> Damages => new()
    {
        { "pcap: cut in a record header", Pcap(2)[..(PcapHeader + PcapRecord + 8)], 1, PcapHeader + PcapRecord, "cut short" },
        { "pcap: cut in a packet", Pcap(3)[..^10], 2, PcapHeader + (2 * PcapRecord), "cut short" },
        { "pcap: one byte after the last packet", [.. Pcap(2), 0], 2, PcapHeader + (2 * PcapRecord), "cut short" },
        { "pcap: length 2^32-1", [.. Pcap(1), .. PcapRecordOf(uint.MaxValue, 100), .. PcapRecordOf(60, 60)], 1, PcapHeader + PcapRecord, "4294967295" },
        { "pcap: length one too long", [.. Pcap(1), .. PcapRecordOf(262_145, 262_145), .. PcapRecordOf(60, 60)], 1, PcapHeader + PcapRecord, "262145" },
        { "pcap: first length lies", [.. Pcap(0), .. PcapRecordOf(0xFFFFFFF0, 100)], 0, PcapHeader, "4294967280" },
        { "pcapng: no interface", PcapNg(writer => writer.WritePacket(0, new byte[60])), 0, 28, "interface" },
        { "pcapng: no interface for a simple packet", PcapNg(writer => writer.WriteSimplePacket(new byte[60])), 0, 28, "interface" },
        { "pcapng: unknown interface", WithPacketThen(writer => writer.WritePacket(0, new byte[60], interfaceId: 5)), 1, PcapNgHeader + EnhancedPacket, "interface" },
        { "pcapng: length 0", WithPacketThen(writer => writer.WriteRawBlock(6, new byte[80], totalLength: 0)), 1, PcapNgHeader + EnhancedPacket, "claims a length of 0 " },
        { "pcapng: length 8", WithPacketThen(writer => writer.WriteRawBlock(6, new byte[80], totalLength: 8)), 1, PcapNgHeader + EnhancedPacket, "claims a length of 8 " },
        { "pcapng: length 2^32-1", WithPacketThen(writer => writer.WriteRawBlock(6, new byte[80], totalLength: uint.MaxValue)), 1, PcapNgHeader + EnhancedPacket, "claims a length" },
        { "pcapng: unknown block of length 2^32-4", WithPacketThen(writer => writer.WriteRawBlock(0x77, new byte[80], totalLength: uint.MaxValue - 3)), 1, PcapNgHeader + EnhancedPacket, "cut short" },
        { "pcapng: packet longer than its block", WithPacketThen(writer => writer.WriteRawBlock(6, Packet(captured: 100, room: 60))), 1, PcapNgHeader + EnhancedPacket, "too short" },
        { "pcapng: packet longer than any", WithPacketThen(writer => writer.WriteRawBlock(6, Packet(captured: 300_000, room: 300_000))), 1, PcapNgHeader + EnhancedPacket, "more bytes" },
        { "pcapng: lengths differ", WithPacketThen(writer => writer.WriteRawBlock(6, Packet(captured: 60, room: 60), trailer: 44)), 1, PcapNgHeader + EnhancedPacket, "differ" },
        { "pcapng: lengths of an unknown block differ", WithPacketThen(writer => writer.WriteRawBlock(0x77, new byte[8], trailer: 44)), 1, PcapNgHeader + EnhancedPacket, "differ" },
        { "pcapng: cut in a block header", WithPacketThen(writer => writer.WritePacket(0, new byte[60]))[..(PcapNgHeader + EnhancedPacket + 6)], 1, PcapNgHeader + EnhancedPacket, "cut short" },
        { "pcapng: cut in a block", WithPacketThen(writer => writer.WritePacket(0, new byte[60]))[..^10], 1, PcapNgHeader + EnhancedPacket, "cut short" },
        { "pcapng: zeros at the end", [.. WithPacketThen(_ => { }), .. new byte[64]], 1, PcapNgHeader + EnhancedPacket, "claims a length of 0 " },
        { "pcapng: a later section of version 2", WithPacketThen(writer => writer.BeginSection(ByteOrder.LittleEndian, majorVersion: 2)), 1, PcapNgHeader + EnhancedPacket, "version 2" },
        { "pcapng: a later section of no byte order", WithPacketThen(writer => writer.WriteRawBlock(0x0A0D0D0A, new byte[16])), 1, PcapNgHeader + EnhancedPacket, "byte order" },
        { "pcapng: an interface option over the end", PcapNg(writer => writer.WriteRawBlock(1, [1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 200, 0, 3, 0, 0, 0])), 0, 28, "option" },
        { "pcapng: an interface too short", PcapNg(writer => writer.WriteRawBlock(1, [1, 0, 0, 0])), 0, 28, "interface description" },
    };

    [Fact]
    public void A_file_cut_short_while_it_is_read_is_told_and_what_was_left_of_it_is_delivered()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("c", Pcap(100));
        using var source = new FileSource([path], new CaptureFileOptions(), new InputTuning { WindowBytes = PcapHeader + (10 * PcapRecord) });
        var batch = new PacketBatch(capacity: 10);
        Assert.True(source.TryRead(batch));
        using (FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(PcapHeader + (15 * PcapRecord));

        long count = batch.Count;
        while (source.TryRead(batch))
            count += batch.Count;

        CaptureProblem problem = Assert.Single(source.Problems);
        Assert.Equal((15, 15, PcapHeader + (15 * PcapRecord)), (count, problem.Frame, problem.Offset));
        Assert.Contains("cut the file short", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void What_comes_before_damage_is_delivered_and_the_damage_is_located(string name, byte[] capture, long frames, long offset, string word)
    {
        foreach (ReadingWay way in Enum.GetValues<ReadingWay>())
        {
            CaptureReading reading = way.Read(capture);

            CaptureProblem problem = Assert.Single(reading.Problems);
            Assert.Equal((name, way, frames, frames, offset), (name, way, (long)reading.Packets.Count, problem.Frame, problem.Offset));
            Assert.Contains(word, problem.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', problem.ToString());
        }
    }

    /// <summary>Name, bytes, a word of the message.</summary>
    public static TheoryData<string, byte[], string> NotCaptures => new()
    {
        { "empty", [], "empty" },
        { "three bytes", [0xD4, 0xC3, 0xB2], "only 3 bytes" },
        { "text", "hello, this is not a capture"u8.ToArray(), "convert other formats with editcap" },
        { "zstd", [0x28, 0xB5, 0x2F, 0xFD, 0x24], "decompress it first, with zstd -dc" },
        { "lz4", [0x04, 0x22, 0x4D, 0x18, 0x64], "with lz4 -dc" },
        { "xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "with xz -dc" },
        { "bzip2", "BZh91AY"u8.ToArray(), "with bzip2 -dc" },
        { "zip", [0x50, 0x4B, 0x03, 0x04, 0x14], "with unzip -p" },
        { "gzip in gzip", ReadingWays.Gzip(ReadingWays.Gzip(Pcap(1))), "with gzip -dc" },
        { "pcap header cut", Pcap(0)[..20], "20 of 24" },
        { "pcap version 1", [.. Pcap(0)[..4], 1, 0, .. Pcap(0)[6..]], "version 1" },
        { "pcap link type with reserved bits", [.. Pcap(0)[..20], 0x20, 0x20, 0x20, 0x00], "link type" },
        { "pcapng section header cut", PcapNg(_ => { })[..20], "cut short" },
        { "pcapng without byte order", [.. PcapNg(_ => { })[..8], 1, 2, 3, 4, .. PcapNg(_ => { })[12..]], "byte order" },
        { "pcapng section header too short", [.. PcapNg(_ => { })[..4], 12, 0, 0, 0, .. PcapNg(_ => { })[8..]], "claims a length of 12" },
        { "pcapng version 2", [.. PcapNg(_ => { })[..12], 2, 0, .. PcapNg(_ => { })[14..]], "version 2" },
    };

    [Theory]
    [MemberData(nameof(NotCaptures))]
    public void What_is_no_capture_is_refused_in_one_line(string name, byte[] content, string word)
    {
        foreach (ReadingWay way in Enum.GetValues<ReadingWay>())
        {
            CaptureException exception = Assert.Throws<CaptureException>(() => way.Read(content));

            Assert.True(exception.Message.Contains(word, StringComparison.Ordinal), $"{name}, {way}: {exception.Message}");
            Assert.DoesNotContain('\n', exception.Message);
            Assert.Equal(exception.Message, $"{exception.File}: {exception.Reason}");
        }
    }

    [Fact]
    public void Offsets_in_a_plain_file_are_its_own()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("c", Pcap(1)[..^1]);
        Assert.StartsWith($"{path}: at byte {PcapHeader}, before the first frame: ", Assert.Single(CaptureReading.Of(path).Problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1F8B0800")] // cut in the header
    [InlineData("1F8B0800000000000003FFFFFFFFFF")] // no deflate block begins like this
    public void A_compressed_file_of_nothing_is_refused(string content)
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("compressed data is damaged", Refusal(folder.Write("c", Convert.FromHexString(content))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_compressed_capture_that_is_cut_short_gives_what_it_holds()
    {
        using var folder = new TemporaryFolder();
        byte[] compressed = ReadingWays.Gzip(Pcap(5000));

        CaptureReading reading = CaptureReading.Of(folder.Write("c", compressed[..(compressed.Length / 2)]));

        Assert.InRange(reading.Packets.Count, 1, 4999);
        CaptureProblem problem = Assert.Single(reading.Problems);
        Assert.Equal(reading.Packets.Count, problem.Frame);
        Assert.Equal(PcapHeader + (reading.Packets.Count * (long)PcapRecord), problem.Offset);
        Assert.Contains("compressed", problem.Message, StringComparison.Ordinal);
        Assert.StartsWith($"at byte {problem.Offset} of the decompressed data, after frame {problem.Frame}: ", problem.Told, StringComparison.Ordinal);
    }

    /// <summary>RFC 1952: a member ends with the CRC-32 of what it holds and its length. Each packet is random: what is lost is not to be guessed.</summary>
    [Theory]
    [InlineData(8, 1)]
    [InlineData(4, 1)]
    [InlineData(8, 5000)]
    [InlineData(4, 5000)]
    public void A_capture_whose_check_sum_is_wrong_gives_all_of_its_packets(int fromEnd, int packets)
    {
        using var folder = new TemporaryFolder();
        byte[] compressed = ReadingWays.Gzip(Pcap(packets));
        compressed[^fromEnd] ^= 1;

        CaptureReading reading = CaptureReading.Of(folder.Write("c", compressed));

        Assert.Equal(packets, reading.Packets.Count);
        CaptureProblem problem = Assert.Single(reading.Problems);
        Assert.Equal(packets, problem.Frame);
        Assert.Contains("compressed data is damaged", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(20_000)]
    public void Bytes_behind_compressed_data_are_told(int count)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = [.. ReadingWays.Gzip(Pcap(200)), .. ReadingWays.Gzip([]), .. Enumerable.Repeat((byte)'x', count)];
        string path = folder.Write("c", bytes);

        foreach (CaptureReading reading in new[] { CaptureReading.Of(path), ReadingWays.OfStream(new TricklingStream(bytes, most: 3), batchCapacity: 3) })
        {
            Assert.Equal(200, reading.Packets.Count);
            CaptureProblem problem = Assert.Single(reading.Problems);
            Assert.Equal(200, problem.Frame);
            Assert.Equal("behind the compressed data are bytes that are no gzip member; they were not read", problem.Message);
        }
    }

    [Fact]
    public void A_stream_that_the_system_refuses_to_go_on_with_is_damaged_there()
    {
        var refusal = new UnauthorizedAccessException("Access to the path is denied.", new IOException("Permission denied"));
        CaptureReading reading = ReadingWays.OfStream(new RefusedStream(Pcap(200), refusal), batchCapacity: 3);

        Assert.Equal(200, reading.Packets.Count);
        Assert.Contains("reading failed: Permission denied", Assert.Single(reading.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_cannot_be_read_are_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path("folder"));

        Assert.Contains("no such file", Refusal(folder.Path("missing")), StringComparison.Ordinal);
        Assert.Contains("no such file", Refusal(folder.Path("missing/too")), StringComparison.Ordinal);
        Assert.Contains("is a directory", Refusal(folder.Path("folder")), StringComparison.Ordinal);
        Assert.Contains("no such file", Refusal(folder.Path("*.pcap")), StringComparison.Ordinal);

        // What a program is given of a name in another encoding.
        Assert.EndsWith("no such file; its name is no UTF-8: rename it, or read it from standard input", Refusal(folder.Path("caf\uFFFD.pcap")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_refused_in_one_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "this user may read everything");
        using var folder = new TemporaryFolder();
        string path = folder.Write("c", Pcap(1));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);

        Assert.Contains("permission denied", Refusal(path), StringComparison.Ordinal);
    }

    private static string Refusal(string path) =>
        Assert.Throws<CaptureException>(() => CaptureFiles.Open(path, new CaptureFileOptions())).Message;

    private static byte[] Pcap(int packets)
    {
        using var file = new MemoryStream();
        var writer = new PcapFileWriter(file);
        for (int i = 0; i < packets; i++)
            writer.Write(i * 1_000_000_000L, RandomBytes(i, 60));
        return file.ToArray();
    }

    private static byte[] RandomBytes(int seed, int count)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] PcapRecordOf(uint claimed, int bytes)
    {
        byte[] record = new byte[16 + bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), claimed);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12), claimed);
        return record;
    }

    private static byte[] Packet(uint captured, int room)
    {
        byte[] body = new byte[20 + room];
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(12), captured);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(16), captured);
        return body;
    }

    private static byte[] PcapNg(Action<PcapNgFileWriter> write)
    {
        using var file = new MemoryStream();
        write(new PcapNgFileWriter(file));
        return file.ToArray();
    }

    private static byte[] WithPacketThen(Action<PcapNgFileWriter> write) => PcapNg(writer =>
    {
        writer.AddInterface();
        writer.WritePacket(0, new byte[60]);
        write(writer);
    });
}
