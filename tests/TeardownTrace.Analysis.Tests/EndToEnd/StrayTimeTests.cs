using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.EndToEnd;

/// <summary>A time stamp that those around it contradict is no time that passed: nothing is certain for the wait that it pretends.</summary>
public sealed class StrayTimeTests
{
    private const long Second = Timestamp.NanosecondsPerSecond;
    private const long Decades = 1_000_000_000 * Second;

    /// <summary>A connection that only the client closed, a second before the capture ends.</summary>
    private static readonly MemoryPacket[] HalfClosed = [.. Established.Handshake(0), .. Established.Close(0, Second).Take(2)];

    private static readonly MemoryPacket[] End = [.. Established.Open(1, 2 * Second)];

    [Fact]
    public void One_packet_from_the_future_makes_nothing_certain()
    {
        ConnectionReport plain = First([.. HalfClosed, .. End]);
        ConnectionReport amid = First([.. HalfClosed, Established.Again(2, 0, Decades), .. End]);
        Assert.Equal((Confidence.Inconclusive, ConfidenceReason.EndedEarly), (plain.Confidence, plain.ConfidenceReason));
        Assert.Equal(plain, amid);
    }

    [Fact]
    public void A_last_packet_from_the_past_takes_nothing_back_that_was_seen()
    {
        ConnectionReport row = First([.. HalfClosed, .. End, Established.Again(2, 0, -Decades)]);
        Assert.Equal((CloseKind.HalfClosed, 0L), (row.CloseKind, row.CloseWaitNs));
    }

    private static ConnectionReport First(MemoryPacket[] packets)
    {
        using var source = new MemoryPacketSource(packets);
        using TeardownAnalysis analysis = new(new AnalysisOptions { Threads = 1 });
        List<ConnectionReport> rows = [];
        while (analysis.Advance(source))
            rows.AddRange(analysis.Finished);
        return rows[0];
    }
}
