using TeardownTrace.Testing;
using TeardownTrace.Testing.CaptureFiles;

namespace TeardownTrace.Capture.Tests;

/// <summary>pcap as draft-ietf-opsawg-pcap and libpcap's own history tell it.</summary>
public class PcapReaderTests
{
    public static TheoryData<ReadingWay> Ways => ReadingWays.All;

    public static TheoryData<ReadingWay, ByteOrder, PcapResolution> Varieties
    {
        get
        {
            var data = new TheoryData<ReadingWay, ByteOrder, PcapResolution>();
            foreach (ReadingWay way in Enum.GetValues<ReadingWay>())
            {
                foreach (ByteOrder order in Enum.GetValues<ByteOrder>())
                {
                    data.Add(way, order, PcapResolution.Microseconds);
                    data.Add(way, order, PcapResolution.Nanoseconds);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Bytes_of_the_draft_read_as_the_draft_says(ReadingWay way)
    {
        // draft-ietf-opsawg-pcap sections 4 and 5, written out by hand: one packet of 4 bytes, 64 on the wire, big-endian.
        byte[] capture = Convert.FromHexString(
            "A1B2C3D4" + "0002" + "0004" + "00000000" + "00000000" + "00000060" + "00000065" +
            "4B3C2D1E" + "000F423F" + "00000004" + "00000040" + "DEADBEEF");

        CaptureReading reading = way.Read(capture);

        Assert.Equal([new PacketRow(0, 1, (0x4B3C2D1EL * 1_000_000_000) + 999_999_000, 4, 64, 101, "deadbeef")], reading.Packets);
        Assert.Equal([new CaptureInterface(new LinkType(101), 96, Name: null, HasNanoseconds: false)], reading.Interfaces);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [MemberData(nameof(Varieties))]
    public void Packets_come_back_as_they_were_written(ReadingWay way, ByteOrder order, PcapResolution resolution)
    {
        using var file = new MemoryStream();
        var writer = new PcapFileWriter(file, linkType: 113, order, resolution);
        var expected = new List<PacketRow>();
        long unit = resolution == PcapResolution.Nanoseconds ? 1 : 1000;
        for (int i = 0; i < 40; i++)
        {
            // Lengths from 0 to more than a window or block holds.
            byte[] packet = [.. Enumerable.Range(0, i * i % 131).Select(b => (byte)(b + i))];
            long time = (1_700_000_000_123_456_789 + (i * 1_000_000_001L)) / unit * unit;
            writer.Write(time, packet, (uint)packet.Length + 7);
            expected.Add(new PacketRow(0, i + 1, time, packet.Length, (uint)packet.Length + 7, 113, Convert.ToHexStringLower(packet)));
        }

        CaptureReading reading = way.Read(file.ToArray());

        Assert.Equal(expected, reading.Packets);
        Assert.Equal(resolution == PcapResolution.Nanoseconds, reading.Interfaces.Single().HasNanoseconds);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_capture_without_packets_is_no_error(ReadingWay way)
    {
        using var file = new MemoryStream();
        _ = new PcapFileWriter(file);

        CaptureReading reading = way.Read(file.ToArray());

        Assert.Empty(reading.Packets);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void The_longest_plausible_packet_is_read_through_blocks_much_smaller()
    {
        using var file = new MemoryStream();
        var writer = new PcapFileWriter(file);
        writer.Write(0, new byte[262_144]);
        writer.Write(0, [1]);

        CaptureReading reading = ReadingWay.CompressedInTinyBlocks.Read(file.ToArray());

        Assert.Equal([262_144, 1], reading.Packets.Select(packet => packet.CapturedLength));
    }

    [Fact]
    public void Microseconds_out_of_range_are_a_carry_or_nothing()
    {
        using var file = new MemoryStream();
        var writer = new PcapFileWriter(file);
        writer.WriteRecord(10, 1_500_000, 0, 0, []);
        writer.WriteRecord(10, 1_999_999, 0, 0, []);
        writer.WriteRecord(10, 2_000_000, 0, 0, []);
        writer.WriteRecord(uint.MaxValue, uint.MaxValue, 0, 0, []);

        CaptureReading reading = ReadingWay.InWindows.Read(file.ToArray());

        Assert.Equal(
            [11_500_000_000, 11_999_999_000, 10_000_000_000, uint.MaxValue * 1_000_000_000L],
            reading.Packets.Select(packet => packet.Nanoseconds));
    }

    [Theory]
    [InlineData(2, 60, 4, 4, 60)] // 2.2: original length first
    [InlineData(3, 60, 4, 4, 60)] // 2.3: either way, the smaller is what was captured
    [InlineData(3, 4, 60, 4, 60)]
    [InlineData(4, 4, 60, 4, 60)]
    [InlineData(4, 4, 2, 4, 2)] // a wire length that lies costs nothing
    public void Lengths_stand_as_the_version_says(int minorVersion, uint first, uint second, int captured, uint original)
    {
        using var file = new MemoryStream();
        new PcapFileWriter(file, minorVersion: minorVersion).WriteRecord(1, 0, first, second, [1, 2, 3, 4]);

        PacketRow packet = ReadingWay.InWindows.Read(file.ToArray()).Packets.Single();

        Assert.Equal((captured, original), (packet.CapturedLength, packet.OriginalLength));
    }

    [Fact]
    public void Kuznetzovs_records_are_eight_bytes_longer()
    {
        // The header of libpcap's patched sibling: interface index, protocol, packet type and a byte of padding follow the lengths.
        byte[] capture = Convert.FromHexString(
            "34CDB2A1" + "0200" + "0400" + "00000000" + "00000000" + "FFFF0000" + "01000000" +
            "01000000" + "02000000" + "02000000" + "09000000" + "03000000" + "0800" + "00" + "00" + "CAFE" +
            "01000000" + "03000000" + "01000000" + "01000000" + "03000000" + "0800" + "00" + "00" + "AB");

        CaptureReading reading = ReadingWay.InTinyWindows.Read(capture);

        Assert.Equal(["cafe", "ab"], reading.Packets.Select(packet => packet.Bytes));
    }

    [Fact]
    public void The_frame_check_sequence_bits_are_no_part_of_the_link_type()
    {
        using var file = new MemoryStream();
        new PcapFileWriter(file, linkType: 0x5400_0001).Write(0, [1]);

        Assert.Equal(1, ReadingWay.InWindows.Read(file.ToArray()).Packets.Single().LinkType);
    }

    [Fact]
    public void No_more_packets_are_read_than_asked_for()
    {
        using var folder = new TemporaryFolder();
        using var file = new MemoryStream();
        var writer = new PcapFileWriter(file);
        for (int i = 0; i < 10; i++)
            writer.Write(i, [(byte)i]);

        CaptureReading reading = CaptureReading.Of(folder.Write("c", file.ToArray()), batchCapacity: 4, maxPackets: 6);

        Assert.Equal([1, 2, 3, 4, 5, 6], reading.Packets.Select(packet => packet.Frame));
    }
}
