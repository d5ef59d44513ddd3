using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Testing;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>The slab against a dictionary: an index is nobody else's while it is taken, and its value stays where it is.</summary>
public sealed class SlabTests
{
    private const int Seed = 256;
    private const int Steps = 50_000;

    [Fact]
    public void It_keeps_what_a_dictionary_keeps()
    {
        var random = new Random(Seed);
        var slab = new Slab<long>();
        var expected = new Dictionary<int, long>();
        var taken = new List<int>();
        int most = 0;
        for (int step = 0; step < Steps; step++)
        {
            // Fills for a while, then empties for a while.
            bool takes = taken.Count == 0 || random.Next(100) < ((step / 5000) % 2 == 0 ? 70 : 30);
            if (takes)
            {
                int index = slab.Take();
                Assert.Equal(0, slab[index]);
                slab[index] = random.NextInt64();
                Assert.True(expected.TryAdd(index, slab[index]), "the index was taken already");
                taken.Add(index);
            }
            else
            {
                int at = random.Next(taken.Count);
                Assert.True(expected.Remove(taken[at], out long value));
                Assert.Equal(value, slab[taken[at]]);
                slab.Give(taken[at]);
                taken[at] = taken[^1];
                taken.RemoveAt(taken.Count - 1);
            }

            most = Math.Max(most, taken.Count);
            Assert.Equal(taken.Count, slab.Count);
        }

        Assert.All(expected, pair => Assert.Equal(pair.Value, slab[pair.Key]));

        // Indices are used again before new ones are handed out.
        Assert.Equal(most, slab.HighWater);
    }

    [Fact]
    public void A_value_never_moves()
    {
        var slab = new Slab<long>();
        int first = slab.Take();
        ref long value = ref slab[first];
        for (int i = 0; i < 10_000; i++)
            slab.Take();
        value = 42;
        Assert.Equal(42, slab[first]);
    }

    [Fact]
    public void Taking_and_giving_in_turn_allocates_nothing()
    {
        var slab = new Slab<long>();
        slab.Give(slab.Take());
        Assert.Equal(0, AllocatedBytes.OnThisThread(() =>
        {
            for (int i = 0; i < 1000; i++)
                slab.Give(slab.Take());
        }));
    }
}
