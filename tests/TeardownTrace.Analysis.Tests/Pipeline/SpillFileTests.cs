using TeardownTrace.Analysis.Pipeline;

namespace TeardownTrace.Analysis.Tests.Pipeline;

/// <summary>The spill against a dictionary: a number is nobody else's until it is taken, in whatever order.</summary>
public sealed class SpillFileTests
{
    private const int Seed = 128;
    private const int Steps = 60_000;

    [Theory]
    [InlineData(1)] // first in, first out: as rows mostly go
    [InlineData(3000)] // about so
    [InlineData(int.MaxValue)] // any order
    public void It_gives_back_what_was_added(int window)
    {
        var random = new Random(Seed);
        using var spill = new SpillFile<(int Value, long More)>();
        var waiting = new List<(int Number, int Value)>();
        for (int step = 0; step < Steps; step++)
        {
            // Fills for a while, then empties for a while, so that blocks are used again.
            bool adds = waiting.Count == 0 || random.Next(100) < ((step / 10_000) % 2 == 0 ? 70 : 30);
            if (adds)
            {
                spill.Add(out int number) = (step, long.MinValue + step);
                waiting.Add((number, step));
                continue;
            }

            int at = random.Next(Math.Min(window, waiting.Count));
            Assert.Equal((waiting[at].Value, long.MinValue + waiting[at].Value), spill.Take(waiting[at].Number));
            waiting.RemoveAt(at);
        }

        Assert.Equal(waiting.Count, waiting.Select(pair => pair.Number).Distinct().Count());
    }

    [Fact]
    public void Places_are_used_again()
    {
        // Of two blocks, one is read from while the other is written.
        const int RecordsOfTwoBlocks = 2 * 8 * 1024 / sizeof(long);
        using var spill = new SpillFile<long>();
        int most = 0;
        for (int i = 0; i < 10_000; i++)
        {
            spill.Add(out int number) = i;
            most = Math.Max(most, number);
            Assert.Equal(i, spill.Take(number));
        }

        Assert.InRange(most, 0, RecordsOfTwoBlocks - 1);
    }
}
