using System.Net;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Recent;
using TeardownTrace.Analysis.Tests.EndToEnd;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Recent;

/// <summary>What the memory gives back is what was captured, as far as it reaches, and what it lost is counted.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class RecentPacketsTests
{
    private const long Gap = 1_000_000;


    [Theory]
    [InlineData(8192)]
    [InlineData(7)]
    public void Every_TCP_packet_of_a_capture_comes_back_once_as_it_was_captured(int batchSize)
    {
        using MemoryPacketSource source = CapturedTraffic.InBatches(SourceTree.EveryVerdict, batchSize);
        var recent = new RecentPackets(RecentPackets.LeastBytes);
        using var remembered = new RememberedSource(source, recent);
        using var analysis = new TeardownAnalysis(new AnalysisOptions { InOrderOfEnd = true });
        var taken = new HashSet<long>();
        while (analysis.Advance(remembered))
        {
            foreach (ref readonly ConnectionReport report in analysis.Finished)
            {
                RecentConnection connection = recent.Take(report);
                Assert.Equal(0, connection.Lost);
                for (int i = 0; i < connection.Count; i++)
                {
                    RecentPacket packet = connection[i];
                    Assert.InRange(packet.Frame.Number, report.FirstFrame.Number, report.LastFrame.Number);
                    Assert.True(taken.Add(packet.Frame.Number), $"frame {packet.Frame.Number} came twice");
                    AssertSame(source.Packets[(int)packet.Frame.Number - 1], packet);
                }
            }
        }

        Assert.Equal(analysis.Totals.Decoded[(int)DecodeResult.Tcp], taken.Count);
        Assert.NotEmpty(taken);
    }

    [Fact]
    public void Connections_that_share_a_chain_are_kept_apart()
    {
        // The least memory has fewer chains than this has connections. Both families, on both links, their packets interleaved.
        const int Connections = 3000;
        var packets = new List<MemoryPacket>();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < Connections; i++)
                packets.Add(Packet(packets.Count, i, isIPv6: i % 3 == 0, interfaceIndex: i % 2));
        }

        using var source = new MemoryPacketSource(packets, Interfaces(1, 101), batchSize: 8192);
        var recent = new RecentPackets(RecentPackets.LeastBytes);
        AnalysedCapture analysed = AnalysedCapture.Of(new RememberedSource(source, recent));

        Assert.Equal(Connections, analysed.Rows.Count);
        foreach (ConnectionReport report in analysed.Rows)
        {
            RecentConnection connection = recent.Take(report);
            Assert.Equal((2, 0L), (connection.Count, connection.Lost));
            long first = report.FirstFrame.Number;
            Assert.Equal((first, first + Connections), (connection[0].Frame.Number, connection[1].Frame.Number));
            AssertSame(source.Packets[(int)first - 1], connection[0]);
            AssertSame(source.Packets[(int)first - 1 + Connections], connection[1]);
        }
    }

    [Fact]
    public void Incarnations_of_a_flow_take_their_own_frames_only()
    {
        var traffic = new SteadyFlow();
        traffic.Connection();
        traffic.Wait(seconds: 200);
        traffic.Connection();
        var recent = new RecentPackets(RecentPackets.LeastBytes);
        AnalysedCapture analysed = AnalysedCapture.Of(new RememberedSource(new MemoryPacketSource(traffic.Packets), recent));

        Assert.Equal(2, analysed.Rows.Count);
        foreach (ConnectionReport report in analysed.Rows)
        {
            RecentConnection connection = recent.Take(report);
            Assert.Equal(traffic.Packets.Count / 2, connection.Count);
            Assert.Equal((report.FirstFrame, report.LastFrame), (connection[0].Frame, connection[connection.Count - 1].Frame));
        }
    }

    [Fact]
    public void What_a_connection_took_is_not_given_again()
    {
        var traffic = new SteadyFlow();
        traffic.Connection();
        var recent = new RecentPackets(RecentPackets.LeastBytes);
        ConnectionReport report = Assert.Single(AnalysedCapture.Of(new RememberedSource(new MemoryPacketSource(traffic.Packets), recent)).Rows);

        Assert.Equal(traffic.Packets.Count, recent.Take(report).Count);
        RecentConnection again = recent.Take(report);
        Assert.Equal((0, 0L), (again.Count, again.Lost));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1400)]
    [InlineData(65_000)]
    public void What_has_left_memory_is_counted_and_the_rest_is_the_newest(int payload)
    {
        // Two long connections in turn, several times the memory.
        int rounds = (int)(3 * RecentPackets.LeastBytes / (payload + 100)) + 10;
        var packets = new List<MemoryPacket>();
        for (int round = 0; round < rounds; round++)
        {
            packets.Add(Packet(packets.Count, 0, isIPv6: false, interfaceIndex: 0, payload));
            packets.Add(Packet(packets.Count, 1, isIPv6: true, interfaceIndex: 0, payload / 2));
        }

        using var source = new MemoryPacketSource(packets, Interfaces(1), batchSize: 64);
        var recent = new RecentPackets(RecentPackets.LeastBytes);
        AnalysedCapture analysed = AnalysedCapture.Of(new RememberedSource(source, recent));

        long oldest = long.MaxValue;
        long held = 0;
        foreach (ConnectionReport report in analysed.Rows)
        {
            RecentConnection connection = recent.Take(report);
            Assert.Equal(rounds, connection.Count + connection.Lost);
            Assert.True(connection.Lost > 0);
            for (int i = 0; i < connection.Count; i++)
            {
                Assert.Equal(report.LastFrame.Number - (2 * (connection.Count - 1 - i)), connection[i].Frame.Number);
                AssertSame(source.Packets[(int)connection[i].Frame.Number - 1], connection[i]);
                held += connection[i].Bytes.Length;
            }

            oldest = Math.Min(oldest, connection[0].Frame.Number);
        }

        // Whatever is held, nothing in between was left out; headers and gaps take their share.
        Assert.InRange(held, RecentPackets.LeastBytes / 4, RecentPackets.LeastBytes);
        Assert.InRange(recent.ReachNs, (packets.Count - oldest) * Gap * 9 / 10, (packets.Count - oldest) * Gap);
    }

    [Fact]
    public void A_packet_that_no_memory_could_hold_counts_as_lost()
    {
        byte[] large = new byte[2 * RecentPackets.LeastBytes];
        Packet(0, 0, isIPv6: false, interfaceIndex: 0).Bytes.CopyTo(large, 0);
        MemoryPacket[] packets = [new MemoryPacket(0, large), Packet(1, 0, isIPv6: false, interfaceIndex: 0)];
        var recent = new RecentPackets(RecentPackets.LeastBytes);
        ConnectionReport report = Assert.Single(AnalysedCapture.Of(new RememberedSource(new MemoryPacketSource(packets), recent)).Rows);

        RecentConnection connection = recent.Take(report);
        Assert.Equal((1, 1L, 2L), (connection.Count, connection.Lost, connection[0].Frame.Number));
    }

    [Fact]
    public void Keeping_packets_allocates_nothing()
    {
        var packets = new List<MemoryPacket>();
        for (int i = 0; i < 40_000; i++)
            packets.Add(Packet(i, i % 5000, isIPv6: i % 4 == 0, interfaceIndex: 0, payload: i % 200));
        using var source = new MemoryPacketSource(packets, Interfaces(1), batchSize: 1000);
        var recent = new RecentPackets(RecentPackets.LeastBytes);
        var batch = new PacketBatch();

        // The first half is for the compiler, and fills the memory.
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            source.Rewind();
            for (int i = 0; i < 20; i++)
                Keep();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                Keep();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

        void Keep()
        {
            Assert.True(source.TryRead(batch));
            recent.Add(batch, source.Interfaces);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RecentPackets.LeastBytes - 1)]
    [InlineData(RecentPackets.MostBytes + 1)]
    public void A_size_that_cannot_be_is_refused(long bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecentPackets(bytes));

    private static CaptureInterface[] Interfaces(params int[] linkTypes) =>
        [.. linkTypes.Select(number => new CaptureInterface(new LinkType(number), 0, null, HasNanoseconds: true))];

    /// <summary>A data segment of one of many connections; interface 1 is raw IP.</summary>
    private static MemoryPacket Packet(int number, int connection, bool isIPv6, int interfaceIndex, int payload = 0)
    {
        var packet = new TcpPacket
        {
            Source = IPAddress.Parse(isIPv6 ? "2001:db8::1" : "10.0.0.1"),
            Destination = IPAddress.Parse(isIPv6 ? "2001:db8::2" : "10.0.0.2"),
            SourcePort = (ushort)(10_000 + connection),
            Sequence = (uint)number * 70_000,
            Identification = (ushort)number,
            Flags = "P.",
            Payload = TcpPacket.Filler(payload),
        };
        return new MemoryPacket(number * Gap, PacketBuilder.Of(packet).OnLink(interfaceIndex == 0 ? 1 : 101), InterfaceIndex: interfaceIndex);
    }

    private static void AssertSame(in CapturedPacket captured, RecentPacket packet)
    {
        Assert.Equal(captured.Bytes, packet.Bytes);
        Assert.Equal(
            (captured.Time, captured.OriginalLength, captured.InterfaceIndex),
            (packet.Time, packet.OriginalLength, packet.InterfaceIndex));
    }
}
