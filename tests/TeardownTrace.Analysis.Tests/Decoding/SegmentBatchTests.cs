using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>A batch sorted by partition holds every segment once, in its partition, in capture order.</summary>
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
        var batch = new SegmentBatch<FlowKeyV4>(Math.Max(1, count), bits) { Count = count };
        for (int i = 0; i < count; i++)
            batch.Hashes[i] = (uint)random.NextInt64(1L << 32);
        batch.Sort();

        int seen = 0;
        for (int partition = 0; partition < 1 << bits; partition++)
        {
            int before = -1;
            foreach (ushort at in batch.Of(partition))
            {
                Assert.True(at > before, "not in capture order");
                Assert.Equal(partition, bits == 0 ? 0 : (int)(batch.Hashes[at] >> (32 - bits)));
                before = at;
                seen++;
            }
        }

        Assert.Equal(count, seen);
    }
}
