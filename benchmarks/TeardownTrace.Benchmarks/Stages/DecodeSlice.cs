using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Stages;

/// <summary>What one thread decodes of a batch.</summary>
internal sealed class DecodeSlice(int packets)
{
    private readonly PacketDecoder _decoder = new();
    private readonly DecodeCounters _counters = new();
    private readonly SegmentBatch<FlowKeyV4> _v4 = new(packets);
    private readonly SegmentBatch<FlowKeyV6> _v6 = new(packets);

    /// <summary>Decodes slice <paramref name="number"/> of <paramref name="of"/>.</summary>
    public void Decode(IPacketSource source, PacketBatch batch, int number, int of)
    {
        int size = (batch.Count + of - 1) / of;
        int first = Math.Min(number * size, batch.Count);
        int count = Math.Min(size, batch.Count - first);
        _decoder.Decode(batch.Packets.Slice(first, count), first, source.Interfaces, filter: null, _v4, _v6, _counters);
    }
}
