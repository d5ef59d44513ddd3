using TeardownTrace.Testing.CaptureFiles;

namespace TeardownTrace.Capture.Tests;

/// <summary>pcapng as draft-ietf-opsawg-pcapng tells it, with Wireshark's frame numbers.</summary>
public class PcapNgReaderTests
{
    private const long Second = 1_000_000_000;

    public static TheoryData<ReadingWay> Ways => ReadingWays.All;

    [Theory]
    [MemberData(nameof(Ways))]
    public void Bytes_of_the_draft_read_as_the_draft_says(ReadingWay way)
    {
        // Sections 4.1, 4.2 and 4.3 written out by hand: little-endian, one interface, a packet of 3 bytes with a comment.
        byte[] capture = Convert.FromHexString(
            "0A0D0D0A" + "1C000000" + "4D3C2B1A" + "0100" + "0000" + "FFFFFFFFFFFFFFFF" + "1C000000" +
            "01000000" + "20000000" + "0100" + "0000" + "00000400" + "0900" + "0100" + "09000000" + "0000" + "0000" + "20000000" +
            "06000000" + "30000000" + "00000000" + "D5A61417" + "00CA9A3B" + "03000000" + "40000000" + "AABBCC00" +
            "0100" + "0100" + "78000000" + "0000" + "0000" + "30000000");

        CaptureReading reading = way.Read(capture);

        Assert.Equal([new PacketRow(0, 1, (0x1714A6D5L << 32) | 0x3B9ACA00, 3, 64, 1, "aabbcc")], reading.Packets);
        Assert.Equal([new CaptureInterface(new LinkType(1), 262_144, Name: null, HasNanoseconds: true)], reading.Interfaces);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Sections_have_their_own_byte_order_and_interfaces(ReadingWay way)
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file, ByteOrder.BigEndian);
        writer.AddInterface(linkType: 1, name: "eth0");
        writer.WritePacket(1_000_000, [1], comment: "first");
        writer.AddInterface(linkType: 113, resolution: 9, name: "any");
        writer.WritePacket(2_000_000_001, [2, 2], interfaceId: 1, originalLength: 70);
        writer.WriteRawBlock(0x77, new byte[101]);
        writer.BeginSection(ByteOrder.LittleEndian);
        writer.AddInterface(linkType: 101, resolution: 3, offsetSeconds: 100, name: "tun0");
        writer.WriteOldPacket(4_000, [4, 4, 4]);
        writer.WriteSimplePacket([5, 5, 5, 5, 5]);
        writer.WritePacket(5_000, [6]);

        CaptureReading reading = way.Read(file.ToArray());

        Assert.Equal(
            [
                new PacketRow(0, 1, 1 * Second, 1, 1, 1, "01"),
                new PacketRow(0, 2, (2 * Second) + 1, 2, 70, 113, "0202"),
                new PacketRow(0, 3, 104 * Second, 3, 3, 101, "040404"),
                new PacketRow(0, 4, 104 * Second, 5, 5, 101, "0505050505"),
                new PacketRow(0, 5, 105 * Second, 1, 1, 101, "06"),
            ],
            reading.Packets);
        Assert.Equal(["eth0", "any", "tun0"], reading.Interfaces.Select(captor => captor.Name));
        Assert.Equal([false, true, false], reading.Interfaces.Select(captor => captor.HasNanoseconds));
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData(0, 7UL, 7 * Second)]
    [InlineData(6, 1_700_000_000_000_001UL, 1_700_000_000_000_001_000)]
    [InlineData(9, 1_700_000_000_000_000_001UL, 1_700_000_000_000_000_001)]
    [InlineData(12, 3_000_000_000_999UL, 3 * Second)]
    [InlineData(18, 3_000_000_001_000_000_000UL, (3 * Second) + 1)]
    [InlineData(30, 3_000_000_000_500UL, 0L)]
    [InlineData(127, ulong.MaxValue, 0L)]
    [InlineData(0x80, 7UL, 7 * Second)]
    [InlineData(0x80 | 20, (3UL << 20) + (1UL << 19), (3 * Second) + (Second / 2))]
    [InlineData(0x80 | 63, 1UL << 62, Second / 2)]
    [InlineData(0xFF, ulong.MaxValue, 0L)]
    [InlineData(6, 1UL << 62, long.MaxValue)] // after 2262
    [InlineData(6, ulong.MaxValue, -1000L)] // before 1970, from a writer that takes the count as signed
    [InlineData(9, ulong.MaxValue, -1L)]
    [InlineData(0x80 | 32, 1UL << 63, (1L << 31) * Second)] // 2038: the top bit alone does not make it negative
    public void Time_stamps_follow_the_interfaces_resolution(byte resolution, ulong ticks, long nanoseconds)
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file);
        writer.AddInterface(resolution: resolution);
        writer.WritePacket(ticks, []);

        Assert.Equal(nanoseconds, ReadingWay.InWindows.Read(file.ToArray()).Packets.Single().Nanoseconds);
    }

    [Theory]
    [InlineData(6, false)]
    [InlineData(7, true)]
    [InlineData(0x80 | 19, false)]
    [InlineData(0x80 | 20, true)] // 1,048,576 a second
    public void Times_are_told_finer_than_microseconds_where_the_interfaces_ticks_are(byte resolution, bool isFiner)
    {
        using var file = new MemoryStream();
        new PcapNgFileWriter(file).AddInterface(resolution: resolution);

        Assert.Equal(isFiner, ReadingWay.InWindows.Read(file.ToArray()).Interfaces.Single().HasNanoseconds);
    }

    [Theory]
    [InlineData(-100, 900)]
    [InlineData(100, 1100)]
    [InlineData(-2000, -1000)]
    public void Time_stamps_are_moved_by_the_interfaces_offset(long offsetSeconds, long seconds)
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file);
        writer.AddInterface(offsetSeconds: offsetSeconds);
        writer.WritePacket(1000_000_000, []);

        Assert.Equal(seconds * Second, ReadingWay.InWindows.Read(file.ToArray()).Packets.Single().Nanoseconds);
    }

    [Fact]
    public void A_simple_packet_is_cut_at_the_first_interfaces_snap_length()
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file);
        writer.AddInterface(snapLength: 5);
        writer.WriteSimplePacket([1, 2, 3, 4, 5], originalLength: 60);
        writer.WriteSimplePacket([1, 2], originalLength: 2);

        Assert.Equal(
            [(5, 60u), (2, 2u)],
            ReadingWay.InTinyWindows.Read(file.ToArray()).Packets.Select(packet => (packet.CapturedLength, packet.OriginalLength)));
    }

    [Theory]
    [InlineData(0x0000_0009u, 3)] // systemd journal export
    [InlineData(0x0000_0BADu, 3)] // custom
    [InlineData(0x4000_0BADu, 3)] // custom, not to be copied
    [InlineData(0x0000_0204u, 3)] // sysdig event
    [InlineData(0x0000_0004u, 2)] // name resolution
    [InlineData(0x0000_0005u, 2)] // interface statistics
    [InlineData(0x0000_000Au, 2)] // decryption secrets
    [InlineData(0x0000_0077u, 2)] // unknown
    public void Blocks_without_packets_take_a_frame_number_where_wireshark_gives_them_one(uint type, long frameOfSecondPacket)
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file);
        writer.AddInterface();
        writer.WritePacket(1, [1]);
        writer.WriteRawBlock(type, new byte[64]);
        writer.WritePacket(2, [2]);

        CaptureReading reading = ReadingWay.InWindows.Read(file.ToArray(), batchCapacity: 10);

        Assert.Equal([1, frameOfSecondPacket], reading.Packets.Select(packet => packet.Frame));
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData(ReadingWay.InWindows)]
    [InlineData(ReadingWay.Streamed)]
    [InlineData(ReadingWay.Compressed)]
    public void A_block_that_is_skipped_may_be_longer_than_any_that_is_read(ReadingWay way)
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file);
        writer.AddInterface();
        writer.WriteRawBlock(0x77, new byte[17 << 20]);
        writer.WritePacket(2, [2]);

        CaptureReading reading = way.Read(file.ToArray());

        Assert.Equal(["02"], reading.Packets.Select(packet => packet.Bytes));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void A_total_length_without_the_padding_is_padded()
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file);
        writer.AddInterface();
        writer.WriteRawBlock(6, [.. new byte[12], 3, 0, 0, 0, 3, 0, 0, 0, 7, 8, 9], totalLength: 35, trailer: 35);
        writer.WritePacket(2, [2]);

        Assert.Equal(["070809", "02"], ReadingWay.InWindows.Read(file.ToArray()).Packets.Select(packet => packet.Bytes));
    }

    [Fact]
    public void The_same_interface_in_every_section_is_listed_once()
    {
        using var file = new MemoryStream();
        var writer = new PcapNgFileWriter(file);
        for (int i = 0; i < 5; i++)
        {
            writer.AddInterface(name: "eth0");
            writer.WritePacket(1, [1]);
            writer.BeginSection(ByteOrder.LittleEndian);
        }

        CaptureReading reading = ReadingWay.InWindows.Read(file.ToArray());

        Assert.Single(reading.Interfaces);
        Assert.Equal(5, reading.Packets.Count);
    }
}
