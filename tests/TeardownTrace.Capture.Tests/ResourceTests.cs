using TeardownTrace.Testing;
using TeardownTrace.Testing.CaptureFiles;

namespace TeardownTrace.Capture.Tests;

/// <summary>What reading costs: no memory that grows with the file, no allocation that grows with the packets.</summary>
[Collection(nameof(MeasuredAlone))]
public class ResourceTests
{
    private const int PcapHeader = 24;
    private const int PageBytes = 4096;

    [Fact]
    public void A_file_larger_than_the_windows_is_read_without_keeping_it_resident()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "resident memory is read from /proc");
        using var folder = new TemporaryFolder();
        string path = folder.Path("sparse.pcap");
        long packets = WriteSparse(path, bytes: 1L << 30);
        var batch = new PacketBatch();
        long before = ResidentBytes();
        long most = before;
        long count = 0;
        long sum = 0;

        using (IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions()))
        {
            while (source.TryRead(batch))
            {
                // Touch every page of a packet, so that it is resident if it is still held.
                foreach (ref readonly CapturedPacket packet in batch.Packets)
                {
                    for (int i = 0; i < packet.CapturedLength; i += PageBytes)
                        sum += packet.Bytes[i];
                }

                count += batch.Count;
                most = Math.Max(most, ResidentBytes());
            }

            Assert.Empty(source.Problems);
        }

        Assert.Equal((packets, 0), (count, sum));
        Assert.InRange(most - before, 0, 128L << 20);
    }

    [Theory]
    [InlineData(ReadingWay.InWindows)]
    [InlineData(ReadingWay.Compressed)]
    public void Nothing_is_allocated_per_packet(ReadingWay way)
    {
        using var folder = new TemporaryFolder();
        var batch = new PacketBatch(1000);
        string small = Write(folder, "small", way, packets: 10_000);
        string large = Write(folder, "large", way, packets: 110_000);
        _ = AllocatedWhileReading(small, batch);

        long ofSmall = AllocatedBytes.Least(() => AllocatedWhileReading(small, batch));
        long ofLarge = AllocatedBytes.Least(() => AllocatedWhileReading(large, batch));

        // 100 000 packets and 100 batches more; a window or block more costs an object or two, a wait for the thread that unpacks some more.
        // An object a packet would be 2.4 MB.
        Assert.InRange(ofLarge - ofSmall, long.MinValue, 16_384);
    }

    private static long AllocatedWhileReading(string path, PacketBatch batch)
    {
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
        long count = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (source.TryRead(batch))
            count += batch.Count;
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(count > 0);
        return after - before;
    }

    private static string Write(TemporaryFolder folder, string name, ReadingWay way, int packets)
    {
        using var file = new MemoryStream();
        var writer = new PcapFileWriter(file);
        for (int i = 0; i < packets; i++)
            writer.Write(i, new byte[60]);
        return folder.Write(name, way == ReadingWay.Compressed ? ReadingWays.Gzip(file.ToArray()) : file.ToArray());
    }

    /// <summary>Records of the longest length with holes for packets: large for its reader, small for the disk.</summary>
    private static long WriteSparse(string path, long bytes)
    {
        const int PacketLength = 262_144;
        using var record = new MemoryStream();
        new PcapFileWriter(record).Write(0, new byte[PacketLength]);
        byte[] header = record.ToArray()[PcapHeader..(PcapHeader + 16)];
        using FileStream file = File.Create(path);
        _ = new PcapFileWriter(file);
        long packets = 0;
        while (file.Position < bytes)
        {
            file.Write(header);
            file.Seek(PacketLength, SeekOrigin.Current);
            packets++;
        }

        file.SetLength(file.Position);
        return packets;
    }

    private static long ResidentBytes()
    {
        string status = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(status.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }
}
