using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>That hashes of the address patterns of real networks and of scans spread like random numbers, in low and in high bits.</summary>
public sealed class FlowKeyTests
{
    private const int SlotBits = 16;
    private const int Keys = 1 << SlotBits;

    public static TheoryData<string> Patterns => ["one client's ports", "a /16 of clients", "clients and ports", "random", "servers", "context"];

    [Theory]
    [MemberData(nameof(Patterns))]
    public void IPv4_hashes_spread(string pattern) => AssertSpread(pattern, i =>
    {
        (uint source, uint destination, uint ports) = Tuple(pattern, i);
        return FlowKeyV4.Create(source, destination, ports, out _).WithContext(pattern == "context" ? i : 0).Hash;
    });

    [Theory]
    [MemberData(nameof(Patterns))]
    public void IPv6_hashes_spread(string pattern) => AssertSpread(pattern, i =>
    {
        var prefix = new UInt128(0x2001_0DB8_0000_0000, 0);
        (uint source, uint destination, uint ports) = Tuple(pattern, i);
        return FlowKeyV6.Create(prefix + source, prefix + destination, ports, out _).WithContext(pattern == "context" ? i : 0).Hash;
    });

    [Fact]
    public void Context_makes_another_key_and_zero_gives_the_first_back()
    {
        FlowKeyV4 key = FlowKeyV4.Create(1, 2, 0x0003_0004, out _);

        Assert.False(key.Equals(key.WithContext(5)));
        Assert.NotEqual(key.Hash, key.WithContext(5).Hash);
        Assert.Equal(5u, key.WithContext(5).Context);
        Assert.True(key.Equals(key.WithContext(5).WithContext(0)));
    }

    private static (uint Source, uint Destination, uint Ports) Tuple(string pattern, uint i) => pattern switch
    {
        "one client's ports" => (0x0A00_0001, 0x0A00_0002, (i << 16) | 443),
        "a /16 of clients" => (0x0A00_0000 | i, 0xC0A8_0001, 0x9C40_01BB),
        "clients and ports" => (0x0A00_0000 | (i & 0xFF), 0xC0A8_0001, ((32768 + (i >> 8)) << 16) | 443),
        "servers" => (0xC0A8_0001, i << 16, 0x9C40_01BB),
        "context" => (0x0A00_0001, 0x0A00_0002, 0x9C40_01BB),
        _ => (Scramble(i), Scramble(i + 0x1000_0000), Scramble(i + 0x2000_0000)),
    };

    // Xorshift, so that the test needs no generator with a state.
    private static uint Scramble(uint x)
    {
        x = (x ^ (x >> 16)) * 0x45D9_F3B;
        x = (x ^ (x >> 16)) * 0x45D9_F3B;
        return x ^ (x >> 16);
    }

    /// <summary>
    /// As many keys as slots: by chance 1/e of the slots stay empty (0.368); and no slot gets more than a dozen or so. Taken from the
    /// low bits, and again from the high bits, which decide about slot and shard.
    /// </summary>
    private static void AssertSpread(string pattern, Func<uint, uint> hashOf)
    {
        int[] low = new int[Keys];
        int[] high = new int[Keys];
        for (uint i = 0; i < Keys; i++)
        {
            uint hash = hashOf(i);
            low[hash & (Keys - 1)]++;
            high[hash >> (32 - SlotBits)]++;
        }

        foreach (int[] slots in (int[][])[low, high])
        {
            double empty = slots.Count(count => count == 0) / (double)Keys;
            Assert.True(empty < 0.40, $"{pattern}: {empty:P1} of the slots are empty");
            Assert.True(slots.Max() <= 16, $"{pattern}: {slots.Max()} keys in one slot");
        }
    }
}
