using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Packets of a line between two interfaces, as they come.</summary>
public sealed class LiveSourceTests
{
    private const int LinuxCooked2 = 276;

    private const int LinuxCooked2Header = 20;

    [Fact]
    public void The_filter_is_the_kernels()
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = LiveFrames.Series(150);
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, Filter = "greater 150" });

        line.Send(VethLine.Near, frames);
        byte[][] matching = [.. frames.Where(frame => frame.Length >= 150)];
        IReadOnlyList<PacketRow> packets = LiveReading.Packets(source, matching.Length);
        source.Stop();

        Assert.Empty(LiveReading.Rest(source));
        Assert.Equal(matching.Select(LiveFrames.Hex), packets.Select(packet => packet.Bytes));
        Assert.Equal(matching.Length, source.Statistics.Received);
    }

    [Theory]
    [InlineData(CaptureDirection.Received, VethLine.Far)]
    [InlineData(CaptureDirection.Sent, VethLine.Near)]
    public void A_direction_leaves_out_the_other(CaptureDirection direction, string sender)
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Near, Direction = direction });

        line.Send(VethLine.Near, LiveFrames.Numbered(1));
        line.Send(VethLine.Far, LiveFrames.Numbered(2));
        source.Stop();

        byte[] expected = LiveFrames.Numbered(sender == VethLine.Near ? 1 : 2);
        Assert.Equal(LiveFrames.Hex(expected), Assert.Single(LiveReading.Rest(source)).Bytes);
    }

    [Fact]
    public void Any_captures_every_interface_and_keeps_which_it_was()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = LiveCaptureOptions.EveryInterface });

        byte[] frame = LiveFrames.Numbered(7);
        line.Send(VethLine.Near, frame);
        IReadOnlyList<PacketRow> packets = LiveReading.Packets(source, 2);

        Assert.Empty(source.Warnings);
        Assert.All(packets, packet => Assert.Equal(LinuxCooked2, packet.LinkType));
        Assert.All(packets, packet => Assert.EndsWith(LiveFrames.Hex(frame[14..]), packet.Bytes, StringComparison.Ordinal));
        Assert.Equal([line.NumberOf(VethLine.Near), line.NumberOf(VethLine.Far)], packets.Select(InterfaceNumber));

        static int InterfaceNumber(PacketRow packet)
        {
            byte[] header = Convert.FromHexString(packet.Bytes)[..LinuxCooked2Header];
            return (header[4] << 24) | (header[5] << 16) | (header[6] << 8) | header[7];
        }
    }

    [Fact]
    public void A_silent_wire_gives_empty_batches_and_the_clock_goes_on()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromMilliseconds(5) });
        var batch = new PacketBatch();

        Assert.True(source.TryRead(batch));
        Assert.Equal((0, null), (batch.Count, source.Now));
        line.Send(VethLine.Near, LiveFrames.Numbered(1));
        PacketRow packet = Assert.Single(LiveReading.Packets(source, 1));
        Assert.InRange(source.Now!.Value.Nanoseconds, packet.Nanoseconds, LiveReading.SystemTime());

        LiveReading.Until(source, [], () => source.Now?.Nanoseconds > packet.Nanoseconds, () => "a later time");
        Assert.InRange(source.Now!.Value.Nanoseconds, packet.Nanoseconds, LiveReading.SystemTime());
    }

    [Fact]
    public void Stopping_delivers_what_the_kernel_holds_and_then_ends()
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = LiveFrames.Series(3000);
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far });

        line.Send(VethLine.Near, frames);
        source.Stop();
        IReadOnlyList<PacketRow> packets = LiveReading.Rest(source);

        Assert.Equal(frames.Select(LiveFrames.Hex), packets.Select(packet => packet.Bytes));
        Assert.Equal(new LiveStatistics(frames.Length, 0, 0, 0), source.Statistics);
        Assert.False(source.TryRead(new PacketBatch()));
    }

    [Fact]
    public void Counted_packets_end_the_capture_and_leave_the_rest()
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = LiveFrames.Series(300);
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, MaxPackets = 123 });

        line.Send(VethLine.Near, frames);
        IReadOnlyList<PacketRow> packets = LiveReading.Rest(source);

        Assert.Equal(frames.Take(123).Select(LiveFrames.Hex), packets.Select(packet => packet.Bytes));
    }

    [Fact]
    public void The_statistics_are_exact_with_the_empty_read_before_the_end()
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = LiveFrames.Series(300);
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far });

        line.Send(VethLine.Near, frames);
        source.Stop();
        var batch = new PacketBatch();
        LiveStatistics last = default;
        int count = -1;
        while (source.TryRead(batch))
            (last, count) = (source.Statistics, batch.Count);

        Assert.Equal((new LiveStatistics(frames.Length, 0, 0, 0), 0), (last, count));
        Assert.Equal(last, source.Statistics);
    }

    [Fact]
    public async Task Another_thread_stops_a_read_that_waits()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far });
        using var isReading = new ManualResetEventSlim();
        Task<IReadOnlyList<PacketRow>> reading = Task.Factory.StartNew(
            () =>
            {
                Assert.True(source.TryRead(new PacketBatch()));
                isReading.Set();
                return LiveReading.Rest(source);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        isReading.Wait(TestContext.Current.CancellationToken);
        source.Stop();

        Assert.Empty(await reading.WaitAsync(Poll.Bound, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_a_full_buffer_drops_is_counted()
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = [.. Enumerable.Range(0, 5000).Select(i => LiveFrames.Numbered(i, length: 1400))];
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, SnapLength = 1400, BufferBytes = 1 });

        line.Send(VethLine.Near, frames);
        source.Stop();
        IReadOnlyList<PacketRow> packets = LiveReading.Rest(source);

        Assert.NotEmpty(packets);
        Assert.Equal(frames.Take(packets.Count).Select(LiveFrames.Hex), packets.Select(packet => packet.Bytes));
        Assert.Equal(new LiveStatistics(frames.Length, frames.Length - packets.Count, 0, 0), source.Statistics);
    }

    [Fact]
    public void Nothing_is_allocated_per_packet()
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = LiveFrames.Series(2000);
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far });
        PacketBatch[] batches = [new(500), new(500)];
        // What the first reads find and make, a silent one and a busy one, stays.
        Assert.True(source.TryRead(batches[0]));
        line.Send(VethLine.Near, frames);
        _ = AllocatedWhileReading(source, batches, frames.Length);

        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            line.Send(VethLine.Near, frames);
            return AllocatedWhileReading(source, batches, frames.Length);
        }));
    }

    private static long AllocatedWhileReading(LiveSource source, PacketBatch[] batches, int packets)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool goesOn = true;
        for (int turn = 0; packets > 0 && goesOn; turn ^= 1)
        {
            goesOn = source.TryRead(batches[turn]);
            packets -= batches[turn].Count;
        }

        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(0, packets);
        return after - before;
    }
}
