using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>The flow table against a dictionary, with hashes as they are and with hashes that collide on purpose.</summary>
public sealed class FlowTableTests
{
    private const int Seed = 5;
    private const int Steps = 100_000;
    private const int Flows = 2000;

    /// <summary>Which hash a flow has: its own, or one of few, or all the same, or all at the table's end (so that runs wrap around).</summary>
    public static TheoryData<string> Hashings => ["own", "one of 7", "the same", "at the end"];

    [Theory]
    [MemberData(nameof(Hashings))]
    public void It_finds_what_a_dictionary_finds(string hashing)
    {
        var random = new Random(Seed);
        var entries = new Slab<FlowTable<FlowKeyV4>.Entry>();
        var table = new FlowTable<FlowKeyV4>(entries);
        var expected = new Dictionary<FlowKeyV4, int>();

        // Runs as long as all flows make a step slow: fewer flows and steps there.
        bool isOneRun = hashing == "the same";
        FlowKeyV4[] keys = [.. Enumerable.Range(0, isOneRun ? 200 : Flows).Select(KeyOf)];
        for (int step = 0; step < (isOneRun ? Steps / 4 : Steps); step++)
        {
            FlowKeyV4 key = keys[random.Next(keys.Length)];
            uint hash = HashOf(key, hashing);
            int found = expected.GetValueOrDefault(key, Connection.None);
            Assert.Equal(found, table.Find(key, hash));
            int choice = random.Next(10);
            if (choice < 2 && found != Connection.None)
            {
                table.Remove(hash, found);
                entries.Give(found);
                expected.Remove(key);
            }
            else if (choice < 6)
            {
                // The next incarnation of a flow takes the place of the one before.
                int index = entries.Take();
                entries[index].Key = key;
                table.Set(key, hash, index);
                if (found != Connection.None)
                    entries.Give(found);
                expected[key] = index;
            }

            Assert.Equal(expected.Count, table.Count);
        }

        Assert.All(keys, key => Assert.Equal(expected.GetValueOrDefault(key, Connection.None), table.Find(key, HashOf(key, hashing))));
    }

    [Fact]
    public void The_candidate_is_right_or_none_for_a_flow_alone_in_the_table()
    {
        var entries = new Slab<FlowTable<FlowKeyV4>.Entry>();
        var table = new FlowTable<FlowKeyV4>(entries);
        FlowKeyV4 key = KeyOf(1);
        Assert.Equal(Connection.None, table.Candidate(key.Hash));

        int index = entries.Take();
        entries[index].Key = key;
        table.Set(key, key.Hash, index);
        Assert.Equal(index, table.Candidate(key.Hash));

        table.Remove(key.Hash, index);
        Assert.Equal(Connection.None, table.Candidate(key.Hash));
        Assert.Equal(Connection.None, table.Find(key, key.Hash));
    }

    private static FlowKeyV4 KeyOf(int flow) => FlowKeyV4.Create(0x0A000001, 0x0A000002, (uint)(((1024 + flow) << 16) | 80), out _);

    private static uint HashOf(in FlowKeyV4 key, string hashing) => hashing switch
    {
        "own" => key.Hash,
        "one of 7" => key.Hash % 7,
        "the same" => 63,
        _ => uint.MaxValue - (key.Hash % 5),
    };
}
