using System.Diagnostics;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>What every way to capture must do: the packets of a line between two interfaces, as they come.</summary>
public sealed class LiveBackendTests
{
    private const int Ethernet = 1;

    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void Frames_come_whole_in_order_numbered_and_stamped_in_nanoseconds(string backend)
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = LiveFrames.Series(500);
        using IPacketSource source = LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = VethLine.Far });
        long before = LiveReading.SystemTime();

        line.Send(VethLine.Near, frames);
        IReadOnlyList<PacketRow> packets = LiveReading.Packets(source, frames.Length);

        long after = LiveReading.SystemTime();
        Assert.Equal(frames.Select(LiveFrames.Hex), packets.Select(packet => packet.Bytes));
        Assert.All(packets, packet => Assert.Equal((packet.CapturedLength, Ethernet), ((int)packet.OriginalLength, packet.LinkType)));
        Assert.Equal(Enumerable.Range(1, frames.Length), packets.Select(packet => (int)packet.Frame));
        Assert.Equal(packets.Select(packet => packet.Nanoseconds).Order(), packets.Select(packet => packet.Nanoseconds));
        Assert.All(packets, packet => Assert.InRange(packet.Nanoseconds, before, after));
        Assert.Contains(packets, packet => packet.Nanoseconds % 1000 != 0);
        Assert.True(Assert.Single(source.Interfaces).HasNanoseconds);
        Assert.Equal([VethLine.Far], source.Files);
        Assert.Equal(frames.Sum(frame => (long)frame.Length), source.Progress.BytesRead);
        Assert.Null(source.Progress.BytesTotal);
    }

    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void Packets_are_cut_to_the_snap_length_and_tell_how_long_they_were(string backend)
    {
        const int SnapLength = 50;
        using VethLine line = VethLine.Make();
        byte[] frame = LiveFrames.Numbered(1, length: 900);
        using IPacketSource source = LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = VethLine.Far, SnapLength = SnapLength });

        line.Send(VethLine.Near, frame);
        PacketRow packet = Assert.Single(LiveReading.Packets(source, 1));

        Assert.Equal((LiveFrames.Hex(frame[..SnapLength]), 900u), (packet.Bytes, packet.OriginalLength));
        Assert.Equal((uint)SnapLength, source.Interfaces[0].SnapLength);
    }

    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void Batches_end_where_their_block_is_full_and_nothing_is_lost_there(string backend)
    {
        using VethLine line = VethLine.Make();
        // More bytes than two blocks hold, each of which keeps room for a packet of the snap length.
        byte[][] frames = [.. Enumerable.Range(0, 4000).Select(i => LiveFrames.Numbered(i, length: 1400))];
        using IPacketSource source = LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = VethLine.Far, SnapLength = LiveCaptureOptions.MaxSnapLength });

        line.Send(VethLine.Near, frames);
        IReadOnlyList<PacketRow> packets = LiveReading.Packets(source, frames.Length);

        Assert.Equal(frames.Select(LiveFrames.Hex), packets.Select(packet => packet.Bytes));
        Assert.Equal(Enumerable.Range(1, frames.Length), packets.Select(packet => (int)packet.Frame));
    }

    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void Stopping_waits_for_packets_that_the_kernel_is_still_gathering(string backend)
    {
        using VethLine line = VethLine.Make();
        // Each time the timer that ends the gathering stands elsewhere.
        for (int round = 0; round < 10; round++)
        {
            using IPacketSource source = LiveBackend.Of(backend).OpenOn(
                line, new LiveCaptureOptions { Interface = VethLine.Far, BufferBytes = 1 << 20, ReadTimeout = TimeSpan.FromMilliseconds(50) });
            Assert.True(source.TryRead(new PacketBatch()));
            line.Send(VethLine.Near, LiveFrames.Numbered(round));
            LiveBackend.Of(backend).Stop(source);

            Assert.Equal(LiveFrames.Hex(LiveFrames.Numbered(round)), Assert.Single(LiveReading.Rest(source)).Bytes);
        }
    }

    /// <summary>Slower than packets are read, and faster than the kernel's timer: each read that waits finds some.</summary>
    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void Stopping_ends_the_capture_of_a_wire_that_is_never_silent(string backend)
    {
        using VethLine line = VethLine.Make();
        using IPacketSource source = LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = VethLine.Far });
        using var isOver = new CancellationTokenSource();
        var sender = new Thread(() => line.SendUntil(VethLine.Near, LiveFrames.Numbered(1), isOver.Token));
        sender.Start();
        try
        {
            _ = LiveReading.Packets(source, 10);
            LiveBackend.Of(backend).Stop(source);

            var batch = new PacketBatch();
            var watch = Stopwatch.StartNew();
            while (source.TryRead(batch))
                Assert.True(watch.Elapsed < Poll.Bound, "still reading");
        }
        finally
        {
            isOver.Cancel();
            sender.Join();
        }
    }

    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void The_kernels_buffer_holds_packets_cut_to_the_snap_length(string backend)
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = [.. Enumerable.Range(0, 8000).Select(i => LiveFrames.Numbered(i, length: 1400))];
        // Room for less than half of the frames, if they were kept whole.
        using IPacketSource source = LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = VethLine.Far, SnapLength = 64, BufferBytes = 4 << 20 });

        line.Send(VethLine.Near, frames);
        LiveBackend.Of(backend).Stop(source);

        Assert.Equal(frames.Length, LiveReading.Rest(source).Count);
    }

    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void Only_what_the_filter_matches_comes(string backend)
    {
        using VethLine line = VethLine.Make();
        byte[][] frames = LiveFrames.Series(150);
        using IPacketSource source = LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = VethLine.Far, Filter = "greater 150" });

        line.Send(VethLine.Near, frames);
        LiveBackend.Of(backend).Stop(source);

        Assert.Equal(frames.Where(frame => frame.Length >= 150).Select(LiveFrames.Hex), LiveReading.Rest(source).Select(packet => packet.Bytes));
    }

    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void A_silent_wire_gives_empty_batches_until_it_is_stopped(string backend)
    {
        using VethLine line = VethLine.Make();
        using IPacketSource source = LiveBackend.Of(backend).OpenOn(
            line, new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromMilliseconds(5) });
        var batch = new PacketBatch();

        Assert.True(source.TryRead(batch));
        Assert.Equal(0, batch.Count);
        LiveBackend.Of(backend).Stop(source);
        Assert.Empty(LiveReading.Rest(source));
        Assert.False(source.TryRead(batch));
        Assert.Empty(source.Problems);
    }

    [Theory]
    [MemberData(nameof(LiveBackend.Names), MemberType = typeof(LiveBackend))]
    public void What_cannot_be_opened_is_refused_in_the_same_words(string backend)
    {
        using VethLine line = VethLine.Make();
        CaptureException missing = Assert.Throws<CaptureException>(
            () => LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = "nowhere0" }));
        Assert.StartsWith("nowhere0: there is no such interface; there are ", missing.Message, StringComparison.Ordinal);

        PacketFilterException wrong = Assert.Throws<PacketFilterException>(
            () => LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = VethLine.Far, Filter = "tcp prot 80" }));
        Assert.StartsWith("the filter \"tcp prot 80\" is wrong: ", wrong.Message, StringComparison.Ordinal);

        line.SetDown(VethLine.Far);
        CaptureException down = Assert.Throws<CaptureException>(
            () => LiveBackend.Of(backend).OpenOn(line, new LiveCaptureOptions { Interface = VethLine.Far }));
        Assert.Equal("far: the interface is down; bring it up: ip link set far up", down.Message);
    }
}
