using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>A batch holds every segment once, in its partition, in capture order.</summary>
public sealed class SegmentBatchTests
{
    [Theory]
    [InlineData(0, 100)]
    [InlineData(4, 0)]
    [InlineData(4, 1)]
    [InlineData(4, 1000)]
    [InlineData(4, 65536)]
    public void Every_segment_stands_in_its_partition_once(int bits, int count)
    {
        var random = new Random(count);
        var batch = new SegmentBatch<FlowKeyV4>(Math.Max(1, count), bits);
        for (int run = 0; run < 2; run++)
        {
            batch.Clear();
            for (int i = 0; i < count; i++)
                batch.Add(FlowKeyV4.Create((uint)random.Next(), (uint)random.Next(), (uint)random.Next(), out _)) = new TcpSegment { PacketIndex = i };

            int seen = 0;
            for (int partition = 0; partition < 1 << bits; partition++)
            {
                int before = -1;
                foreach (ref readonly KeyedSegment<FlowKeyV4> own in batch.Of(partition))
                {
                    Assert.True(own.Segment.PacketIndex > before, "not in capture order");
                    Assert.Equal(own.Key.Hash, own.Hash);
                    Assert.Equal(partition, bits == 0 ? 0 : (int)(own.Hash >> (32 - bits)));
                    before = own.Segment.PacketIndex;
                    seen++;
                }
            }

            Assert.Equal(count, seen);
            Assert.Equal(count, batch.Count);
        }
    }

    [Fact]
    public void A_partition_has_room_for_all()
    {
        var batch = new SegmentBatch<FlowKeyV4>(capacity: 1000, partitionBits: 4);
        FlowKeyV4 key = FlowKeyV4.Create(1, 2, 3, out _);
        for (int i = 0; i < batch.Capacity; i++)
            batch.Add(key) = new TcpSegment { PacketIndex = i };

        ReadOnlySpan<KeyedSegment<FlowKeyV4>> own = batch.Of((int)(key.Hash >> 28));
        Assert.Equal(1000, own.Length);
        Assert.Equal(999, own[^1].Segment.PacketIndex);
    }
}
