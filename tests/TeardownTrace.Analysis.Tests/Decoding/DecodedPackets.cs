using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>Packets put through a decoder in one call.</summary>
internal sealed class DecodedPackets
{
    public readonly SegmentBatch<FlowKeyV4> V4;
    public readonly SegmentBatch<FlowKeyV6> V6;
    public readonly DecodeCounters Counters = new();

    public DecodedPackets(IReadOnlyList<MemoryPacket> packets, int linkType = 1)
        : this(new MemoryPacketSource(packets, linkType))
    {
    }

    public DecodedPackets(MemoryPacketSource source)
    {
        V4 = new SegmentBatch<FlowKeyV4>(source.Packets.Length);
        V6 = new SegmentBatch<FlowKeyV6>(source.Packets.Length);
        new PacketDecoder().Decode(source.Packets, 0, source.Interfaces, null, V4, V6, Counters);
    }

    /// <summary>The result of the only packet.</summary>
    public DecodeResult Result => Assert.Single(Enum.GetValues<DecodeResult>(), result => Counters[result] == 1);

    /// <summary>The only segment, of either family.</summary>
    public TcpSegment Segment
    {
        get
        {
            Assert.Equal(1, V4.Count + V6.Count);
            return V4.Count == 1 ? V4.Of(0)[0].Segment : V6.Of(0)[0].Segment;
        }
    }

    public static DecodedPackets One(byte[] frame, int linkType = 1, uint? originalLength = null) =>
        new([new MemoryPacket(1_000, frame, originalLength)], linkType);
}
