using System.Buffers;
using System.Text;
using TeardownTrace.Capture.Formats;
using TeardownTrace.Testing;

namespace TeardownTrace.Capture.Tests;

/// <summary>What the writer writes is what the draft says, what our reader reads, and what Wireshark reads.</summary>
public class PcapNgWriterTests
{
    private const string Application = "teardowntrace";
    private const long Time = 1_795_236_631_123_456_789;

    private static readonly CaptureInterface Ethernet = new(new LinkType(1), 256, "eth0", HasNanoseconds: true);
    private static readonly CaptureInterface Cooked = new(new LinkType(276), 0, "any", HasNanoseconds: true);
    private static readonly CaptureInterface Raw = new(new LinkType(101), 65_535, Name: null, HasNanoseconds: true);

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly PcapNgWriter _writer;

    public PcapNgWriterTests() => _writer = new PcapNgWriter(_bytes);

    [Fact]
    public void Blocks_are_the_drafts()
    {
        _writer.BeginSection("abcde");
        _writer.AddInterface(Ethernet);
        _writer.WritePacket(0, new Timestamp((0x1714A6D5L << 32) | 0x3B9ACA00), [0xAA, 0xBB, 0xCC], 64, "x"u8);

        // Sections 3.5, 4.1, 4.2 and 4.3 written out by hand.
        Assert.Equal(
            "0A0D0D0A" + "2C000000" + "4D3C2B1A" + "0100" + "0000" + "FFFFFFFFFFFFFFFF" + "0400" + "0500" + "6162636465000000" + "00000000" + "2C000000" +
            "01000000" + "28000000" + "0100" + "0000" + "00010000" + "0200" + "0400" + "65746830" + "0900" + "0100" + "09000000" + "00000000" + "28000000" +
            "06000000" + "30000000" + "00000000" + "D5A61417" + "00CA9A3B" + "03000000" + "40000000" + "AABBCC00" +
            "0100" + "0100" + "78000000" + "00000000" + "30000000",
            Convert.ToHexString(_bytes.WrittenSpan));
    }

    [Fact]
    public void Our_reader_reads_it_back()
    {
        WriteThreeInterfaces();
        using var folder = new TemporaryFolder();
        CaptureReading reading = CaptureReading.Of(folder.Write("a.pcapng", _bytes.WrittenSpan.ToArray()));

        Assert.Empty(reading.Problems);
        Assert.Equal([Ethernet, Cooked, Raw], reading.Interfaces);
        Assert.Equal(
            [
                new PacketRow(0, 1, Time, 5, 1500, 276, "0102030405"),
                new PacketRow(0, 2, Time - 1, 0, 60, 1, ""),
                new PacketRow(0, 3, -1, 4, 4, 101, "06070809"),
            ],
            reading.Packets);
    }

    [Fact]
    public void Wireshark_reads_it_with_its_comments()
    {
        if (!Tshark.IsInstalled)
            Assert.Skip("needs tshark");
        byte[] frame = new byte[60];
        frame[12] = 0x88;
        frame[13] = 0xB5;
        _writer.BeginSection(Application);
        _writer.AddInterface(Ethernet);
        _writer.AddInterface(Raw with { Name = "tun0" });
        _writer.WritePacket(0, new Timestamp(Time), frame, 1514, "reset: größer"u8);
        _writer.WritePacket(1, new Timestamp(Time + 1), frame, 60);
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.pcapng", _bytes.WrittenSpan.ToArray());

        Assert.Equal(
            [
                "1\t0\teth0\t1795236631.123456789\t60\t1514\treset: größer",
                "2\t1\ttun0\t1795236631.123456790\t60\t60\t",
            ],
            Tshark.Fields(path, "frame.number", "frame.interface_id", "frame.interface_name", "frame.time_epoch", "frame.cap_len", "frame.len", "frame.comment"));
    }

    [Fact]
    public void A_comment_longer_than_an_option_is_cut_between_characters()
    {
        byte[] comment = Encoding.UTF8.GetBytes("x" + new string('ä', 40_000));
        _writer.BeginSection(Application);
        _writer.AddInterface(Ethernet);
        int before = _bytes.WrittenCount;
        _writer.WritePacket(0, new Timestamp(Time), [1, 2, 3, 4], 4, comment);

        ReadOnlySpan<byte> option = _bytes.WrittenSpan[(before + 28 + 4)..];
        int length = option[2] | (option[3] << 8);
        Assert.InRange(length, 65_530, ushort.MaxValue);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(option.Slice(4, length)));
        using var folder = new TemporaryFolder();
        Assert.Single(CaptureReading.Of(folder.Write("a.pcapng", _bytes.WrittenSpan.ToArray())).Packets);
    }

    [Fact]
    public void The_whole_length_ends_with_the_last_whole_block()
    {
        _writer.BeginSection(Application);
        List<int> ends = [_bytes.WrittenCount];
        _writer.AddInterface(Ethernet);
        ends.Add(_bytes.WrittenCount);
        for (int i = 0; i < 3; i++)
        {
            _writer.WritePacket(0, new Timestamp(i), new byte[i + 1], 60, i == 1 ? "comment"u8 : default);
            ends.Add(_bytes.WrittenCount);
        }

        byte[] all = _bytes.WrittenSpan.ToArray();
        for (int length = 0; length <= all.Length; length++)
        {
            using var cut = new MemoryStream(all, 0, length);
            Assert.Equal(ends.Where(end => end <= length).LastOrDefault(), PcapNgWriter.WholeLength(cut));
        }
    }

    [Theory]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("0A0D0D0AFFFFFFFF0000000000000000")]
    [InlineData("0A0D0D0A0C0000000D000000")]
    public void Blocks_whose_lengths_lie_are_not_whole(string hex)
    {
        using var file = new MemoryStream(Convert.FromHexString(hex));
        Assert.Equal(0, PcapNgWriter.WholeLength(file));
    }

    private void WriteThreeInterfaces()
    {
        _writer.BeginSection(Application);
        _writer.AddInterface(Ethernet);
        _writer.AddInterface(Cooked);
        _writer.AddInterface(Raw);
        _writer.WritePacket(1, new Timestamp(Time), [1, 2, 3, 4, 5], 1500, "five bytes"u8);
        _writer.WritePacket(0, new Timestamp(Time - 1), [], 60);
        _writer.WritePacket(2, new Timestamp(-1), [6, 7, 8, 9], 4);
    }
}
