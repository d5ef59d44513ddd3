using System.Diagnostics;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Reading a live source until what is waited for has come, and never longer than a bound.</summary>
internal static class LiveReading
{
    /// <summary>Reads with two batches in turn until so many packets have come.</summary>
    public static IReadOnlyList<PacketRow> Packets(IPacketSource source, int count)
    {
        var rows = new List<PacketRow>();
        Until(source, rows, () => rows.Count >= count, () => $"{count} packets; {rows.Count} came");
        return rows;
    }

    /// <summary>Reads on until a condition holds; looks at each batch only after the other was filled: both must stay valid.</summary>
    public static void Until(IPacketSource source, List<PacketRow> rows, Func<bool> holds, Func<string> what)
    {
        PacketBatch[] batches = [new(), new()];
        var watch = Stopwatch.StartNew();
        int turn = 0;
        while (!holds())
        {
            Assert.True(watch.Elapsed < Poll.Bound, $"not within {Poll.Bound.TotalSeconds} s: {what()}");
            Assert.True(source.TryRead(batches[turn]), $"the source ended before {what()}");
            turn ^= 1;
            CaptureReading.Copy(batches[turn], source.Interfaces, rows);
        }

        CaptureReading.Copy(batches[turn ^ 1], source.Interfaces, rows);
    }

    /// <summary>Reads to the end of a source that has been stopped.</summary>
    public static IReadOnlyList<PacketRow> Rest(IPacketSource source)
    {
        var rows = new List<PacketRow>();
        var batch = new PacketBatch();
        while (source.TryRead(batch))
            CaptureReading.Copy(batch, source.Interfaces, rows);
        Assert.Equal(0, batch.Count);
        return rows;
    }

    /// <summary>The clock that stamps packets where nothing else is chosen, in nanoseconds since 1970.</summary>
    public static long SystemTime() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
