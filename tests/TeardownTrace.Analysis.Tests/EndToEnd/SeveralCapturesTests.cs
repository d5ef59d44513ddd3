using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.EndToEnd;

/// <summary>Captures that one engine analyses one after the other: numbers and totals go on, nothing else does.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class SeveralCapturesTests
{
    private const long Second = 1_000_000_000;

    /// <summary>A connection that only the client closed, forgotten an hour later, long before the capture's end.</summary>
    private static readonly MemoryPacket[] HalfClosed =
    [
        .. Established.Handshake(0), .. Established.Close(0, Second).Take(2), .. Established.Open(1, 5000 * Second), .. Established.Open(2, 9000 * Second),
    ];

    [Fact]
    public void A_capture_without_packets_leaves_nothing_to_the_next()
    {
        using TeardownAnalysis alone = new(new AnalysisOptions { Threads = 1 });
        List<ConnectionReport> expected = Read(alone, HalfClosed);
        using TeardownAnalysis second = new(new AnalysisOptions { Threads = 1 });

        Assert.Empty(Read(second, []));
        Assert.Equal(CloseKind.HalfClosed, expected[0].CloseKind);
        Assert.True(expected[0].CloseWaitNs < 9000 * Second);
        Assert.Equal(expected, Read(second, HalfClosed));
    }

    [Fact]
    public void Totals_of_many_captures_take_no_more_memory_than_those_of_one()
    {
        const int Captures = 60;
        using TeardownAnalysis analysis = new(new AnalysisOptions { Threads = 1 });
        Read(analysis, HalfClosed);
        Read(analysis, HalfClosed);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 2; i < Captures; i++)
            Read(analysis, HalfClosed);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        AnalysisTotals totals = analysis.Totals;
        Assert.Equal((3 * Captures, HalfClosed.Length * Captures), (totals.Connections, totals.Packets));
        Assert.Equal(3 * Captures, Assert.Single(totals.Services).Connections);
        Assert.Equal(0, totals.OtherServiceConnections);
        Assert.InRange(grown, long.MinValue, 1 << 20);
    }

    private static List<ConnectionReport> Read(TeardownAnalysis analysis, MemoryPacket[] packets)
    {
        using var source = new MemoryPacketSource(packets);
        List<ConnectionReport> rows = [];
        while (analysis.Advance(source))
            rows.AddRange(analysis.Finished);
        return rows;
    }
}
