namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Packets of a line between two interfaces, as they come.</summary>
public sealed class LiveSourceTests
{
    private const int Ethernet = 1;

    [Fact]
    public void Frames_come_whole_in_order_numbered_and_stamped_in_nanoseconds()
    {
        VethLine.Require();
        using var line = new VethLine();
        byte[][] frames = LiveFrames.Series(500);
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far });
        long before = Now();

        line.Send(VethLine.Near, frames);
        IReadOnlyList<PacketRow> packets = LiveReading.Packets(source, frames.Length);

        long after = Now();
        Assert.Equal(frames.Select(frame => Convert.ToHexStringLower(frame)), packets.Select(packet => packet.Bytes));
        Assert.All(packets, packet => Assert.Equal((packet.CapturedLength, Ethernet), ((int)packet.OriginalLength, packet.LinkType)));
        Assert.Equal(Enumerable.Range(1, frames.Length), packets.Select(packet => (int)packet.Frame));
        Assert.Equal(packets.Select(packet => packet.Nanoseconds).Order(), packets.Select(packet => packet.Nanoseconds));
        Assert.All(packets, packet => Assert.InRange(packet.Nanoseconds, before, after));
        Assert.Contains(packets, packet => packet.Nanoseconds % 1000 != 0);
        Assert.True(Assert.Single(source.Interfaces).HasNanoseconds);
        Assert.Equal([VethLine.Far], source.Files);
    }

    private static long Now() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
