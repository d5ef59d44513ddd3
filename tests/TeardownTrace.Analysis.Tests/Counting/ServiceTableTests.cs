using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tests.Counting;

/// <summary>The services against a dictionary: ordinary endings and others of one service come together, and none is counted that has no place.</summary>
public sealed class ServiceTableTests
{
    private const int Capacity = 64;
    private const int Seed = 31;

    /// <summary>More than there is place for.</summary>
    private static readonly FlowEnd[] Servers = [.. from host in Enumerable.Range(0, 20) from port in Enumerable.Range(0, 5) select new FlowEnd(HostAddress.FromIPv4((uint)host), (ushort)port)];

    [Fact]
    public void It_counts_what_a_dictionary_counts()
    {
        var random = new Random(Seed);
        var table = new ServiceTable(Capacity);
        var expected = new Dictionary<FlowEnd, (long Connections, long ByServer, Tally Resets)>();
        for (int i = 0; i < 20_000; i++)
        {
            FlowEnd server = Servers[random.Next(Servers.Length)];
            table.Prefetch(server);
            bool isKnown = expected.TryGetValue(server, out (long Connections, long ByServer, Tally Resets) counts);
            bool isOrdinary = random.Next(2) == 0;
            bool byServer = isOrdinary && random.Next(3) == 0;
            ConfidenceReason doubt = isOrdinary || random.Next(4) > 0 ? ConfidenceReason.None : ConfidenceReason.EndedEarly;
            if (isOrdinary)
                table.AddOrdinary(server, byServer ? Party.Server : Party.Client);
            else
                table.Add(server, default(Verdict) with { CloseKind = CloseKind.Reset, Doubt = doubt });
            Tally reset = isOrdinary ? default : doubt == ConfidenceReason.None ? new Tally(1, 0) : new Tally(0, 1);
            if (isKnown || expected.Count < Capacity)
                expected[server] = (counts.Connections + 1, counts.ByServer + (byServer ? 1 : 0), counts.Resets.Plus(reset));
        }

        var sums = new TotalsSum();
        table.AddTo(sums);
        table.AddTo(sums);
        Assert.Equal(Capacity, expected.Count);
        foreach (FlowEnd server in Servers)
        {
            (long connections, long byServer, Tally resets) = expected.GetValueOrDefault(server);
            ServiceTotals? sum = sums.ServiceOf(server);
            Assert.NotNull(sum);
            Assert.Equal((2 * connections, 2 * resets.Inconclusive), (sum.Connections, sum.Inconclusive));
            Assert.Equal((new Tally(2 * byServer, 0), new Tally(2 * byServer, 0)), (sum.ServerClosedFirst, sum.ServerTimeWaits));
            Assert.Equal(resets.Plus(resets), sum.CloseKinds[(int)CloseKind.Reset]);
            Assert.Equal(new Tally(2 * (connections - resets.Total), 0), sum.CloseKinds[(int)CloseKind.Graceful]);
        }
    }
}
