using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tests.EndToEnd;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>Damaged packets neither throw nor hang nor get lost, and no packet costs an allocation.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class DecoderRobustnessTests
{
    private const int Seed = 20260;
    private const int MutationsPerFrame = 2000;
    private const int PktapLength = 108;

    private static readonly TcpPacket V4 = new()
    {
        Flags = "S",
        Options = [.. TcpOption.MaximumSegmentSize(1460), .. TcpOption.SackPermitted(), .. TcpOption.Timestamps(1, 2), .. TcpOption.WindowScale(7)],
        IPv4Options = [1, 1, 1, 1],
        Payload = TcpPacket.Filler(20),
    };

    private static readonly TcpPacket V6 = V4 with
    {
        Source = IPAddress.Parse("2001:db8::1"),
        Destination = IPAddress.Parse("2001:db8::2"),
        ExtensionHeaders = [(0, new byte[7]), (60, new byte[7]), (44, new byte[7])],
    };

    [Fact]
    public void Mutated_packets_are_all_counted()
    {
        var random = new Random(Seed);
        var watch = Stopwatch.StartNew();
        foreach ((int link, byte[] frame) in Frames())
        {
            var packets = new List<MemoryPacket>(MutationsPerFrame);
            for (int i = 0; i < MutationsPerFrame; i++)
                packets.Add(Mutate(frame, random));

            var decoded = new DecodedPackets(packets, link);

            Assert.Equal(MutationsPerFrame, decoded.Counters.Packets);
            Assert.Equal(decoded.V4.Count + decoded.V6.Count, decoded.Counters[DecodeResult.Tcp]);
            AssertSane(decoded.V4);
            AssertSane(decoded.V6);
        }

        // Ten thousand times what it takes: a loop without end, not a slow machine, breaks this.
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Random_bytes_are_all_counted_on_every_link()
    {
        var random = new Random(Seed);
        foreach (LinkLayer link in LinkLayers.All)
        {
            var packets = new List<MemoryPacket>(MutationsPerFrame);
            for (int i = 0; i < MutationsPerFrame; i++)
            {
                byte[] bytes = new byte[random.Next(0, 200)];
                random.NextBytes(bytes);
                packets.Add(new MemoryPacket(i, bytes, (uint)random.Next()));
            }

            Assert.Equal(MutationsPerFrame, new DecodedPackets(packets, link.Number).Counters.Packets);
        }
    }

    [Fact]
    public void No_packet_costs_an_allocation()
    {
        foreach (IGrouping<int, (int Link, byte[] Frame)> group in Frames().GroupBy(frame => frame.Link))
        {
            MemoryPacket[] packets = [.. Enumerable.Repeat(group.Select(frame => new MemoryPacket(1, frame.Frame)), 50).SelectMany(p => p)];
            using var source = new MemoryPacketSource(packets, group.Key);
            var v4 = new SegmentBatch<FlowKeyV4>(packets.Length);
            var v6 = new SegmentBatch<FlowKeyV6>(packets.Length);
            var counters = new DecodeCounters();
            var decoder = new PacketDecoder();
            decoder.Decode(source.Packets, 0, source.Interfaces, null, v4, v6, counters);

            Assert.Equal(0, AllocatedBytes.OnThisThread(() => decoder.Decode(source.Packets, 0, source.Interfaces, null, v4, v6, counters)));
            Assert.True(v4.Count + v6.Count > 0);
        }
    }

    [Fact]
    public void The_path_of_plain_packets_says_what_the_chain_of_headers_says()
    {
        var random = new Random(Seed);
        int segments = 0;
        foreach ((LinkLayer link, byte[] frame) in PlainFrames())
        {
            MemoryPacket[] packets =
                [new(1, frame), .. Enumerable.Range(0, MutationsPerFrame).Select(_ => Mutate(frame, random)).Select(WithWireLength)];

            // Behind a header that names the link type nothing is plain.
            byte[] header = new byte[PktapLength];
            BinaryPrimitives.WriteInt32LittleEndian(header, PktapLength);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(sizeof(long)), link.Number);
            var plain = new DecodedPackets(packets, link.Number);
            var chained = new DecodedPackets(
                [.. packets.Select(packet => packet with { Bytes = [.. header, .. packet.Bytes], OriginalLength = packet.OriginalLength + PktapLength })],
                LinkLayers.PktapNumber);

            Assert.All(Enum.GetValues<DecodeResult>(), result => Assert.Equal(chained.Counters[result], plain.Counters[result]));
            Assert.Equal(BytesOf(chained.V4), BytesOf(plain.V4));
            Assert.Equal(BytesOf(chained.V6), BytesOf(plain.V6));
            segments += plain.V4.Count + plain.V6.Count;
        }

        Assert.True(segments > MutationsPerFrame);
    }

    private static IEnumerable<(LinkLayer Link, byte[] Frame)> PlainFrames()
    {
        foreach (LinkLayer link in LinkLayers.All.Where(link => link.PlainLength < int.MaxValue))
        {
            foreach (TcpPacket packet in (TcpPacket[])[V4 with { IPv4Options = [] }, V4, V6 with { ExtensionHeaders = [] }, V6])
            {
                PacketBuilder ip = PacketBuilder.Of(packet);
                yield return (link, ip.OnLink(link.Number));
                if (!link.HasType)
                    continue;
                yield return (link, ip.InVlan(3).OnLink(link.Number));
                yield return (link, ip.InVlan(0).InVlan(4, 0x88A8).OnLink(link.Number));
                yield return (link, ip.InVlan(5).InVlan(0).InVlan(4, 0x88A8).OnLink(link.Number));
            }
        }
    }

    /// <summary>With a length on the wire that another header can be added to.</summary>
    private static MemoryPacket WithWireLength(MemoryPacket packet) =>
        packet with { OriginalLength = Math.Min(packet.OriginalLength ?? (uint)packet.Bytes.Length, ushort.MaxValue) };

    private static byte[] BytesOf<TKey>(SegmentBatch<TKey> batch)
        where TKey : unmanaged, IFlowKey<TKey> => MemoryMarshal.AsBytes(batch.Of(0)).ToArray();

    private static IEnumerable<(int Link, byte[] Frame)> Frames()
    {
        foreach (TcpPacket packet in (TcpPacket[])[V4 with { IPv4Options = [] }, V4, V6])
        {
            PacketBuilder ip = PacketBuilder.Of(packet);
            PacketBuilder ethernet = ip.InEthernet();
            foreach (int link in LinkFrames.LinkTypes)
                yield return (link, ip.OnLink(link));
            yield return (1, ip.InVlan(3).InVlan(4, 0x88A8).OnLink(1));
            yield return (1, ip.InMpls(1, 2, 3).OnLink(1));
            yield return (1, ethernet.InControlWord().InMpls(1).OnLink(1));
            yield return (1, ethernet.InBackbone(1).OnLink(1));
            yield return (1, ip.InGre(1, 2, checksum: true).OnLink(1));
            yield return (1, ethernet.InErspan2().InVlan(1).OnLink(1));
            yield return (1, ethernet.InErspan3(platformHeader: true).OnLink(1));
            yield return (1, ethernet.InVxlan(1).OnLink(1));
            yield return (1, ethernet.InGeneve(1, 16).OnLink(1));
            yield return (1, ip.InGtp(1, extension: true).OnLink(1));
            yield return (1, ip.InIpTunnel().InIpTunnel().OnLink(1));
            yield return (1, ip.InWifi().InCapwap().OnLink(1));
        }
    }

    /// <summary>Flips some bits, sets bytes to what lengths lie with, cuts, or lies about the length on the wire.</summary>
    private static MemoryPacket Mutate(byte[] frame, Random random)
    {
        byte[] bytes = [.. frame];
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            int at = random.Next(bytes.Length);
            bytes[at] = random.Next(3) switch
            {
                0 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                1 => (byte)random.Next(256),
                _ => random.Next(2) == 0 ? byte.MinValue : byte.MaxValue,
            };
        }

        if (random.Next(3) == 0)
            bytes = bytes[..random.Next(bytes.Length + 1)];
        uint original = random.Next(4) switch
        {
            0 => (uint)random.Next(),
            1 => (uint)random.Next(bytes.Length + 1),
            2 => uint.MaxValue,
            _ => (uint)frame.Length,
        };
        return new MemoryPacket(random.NextInt64(), bytes, original);
    }

    private static void AssertSane<TKey>(SegmentBatch<TKey> batch)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        int last = -1;
        foreach (ref readonly KeyedSegment<TKey> own in batch.Of(0))
        {
            Assert.True(own.Segment.PacketIndex > last);
            last = own.Segment.PacketIndex;
            Assert.True(own.Segment.PayloadLength <= 1 << 20);
            Assert.InRange(own.Segment.WindowScale, 0, 14);
            Assert.Equal(own.Key.Hash, own.Hash);
        }
    }
}
