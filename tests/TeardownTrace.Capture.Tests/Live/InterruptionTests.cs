namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Interfaces that go down or disappear, and come back.</summary>
public sealed class InterruptionTests
{
    private const int Ethernet = 1;

    private const int RawIp = 101;

    [Fact]
    public void An_interface_that_was_down_is_captured_again_when_it_is_up()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromMilliseconds(10) });
        var packets = new List<PacketRow>();
        line.Send(VethLine.Near, LiveFrames.Numbered(1), LiveFrames.Numbered(2));
        ReadUntil(line, source, packets, () => packets.Count == 2);

        line.SetDown(VethLine.Far);
        ReadUntil(line, source, packets, () => source.IsAway);
        string during = Assert.Single(source.Problems).ToString();
        line.SetUp(VethLine.Far);
        ReadUntil(line, source, packets, () => !source.IsAway);
        line.AwaitCarrier();
        line.Send(VethLine.Near, LiveFrames.Numbered(3));
        ReadUntil(line, source, packets, () => packets.Count == 3);

        Assert.Matches(@"^far: after frame 2: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: the interface is down; waiting for it to come back$", during);
        Assert.Matches("the interface is down; back after [0-9.]+ s; what passed meanwhile was not seen$", Assert.Single(source.Problems).ToString());
        Assert.Equal([1, 2, 3], packets.Select(packet => (int)packet.Frame));
        Assert.Equal(LiveFrames.Hex(LiveFrames.Numbered(3)), packets[^1].Bytes);
        Assert.Equal(1, source.Statistics.Outages);
        Assert.Single(source.Interfaces);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public void An_interface_that_was_down_between_two_reads_is_an_outage(int waiting)
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromMilliseconds(10) });
        var packets = new List<PacketRow>();
        line.Send(VethLine.Near, LiveFrames.Series(waiting));

        line.SetDown(VethLine.Far);
        line.SetUp(VethLine.Far);
        line.AwaitCarrier();
        line.Send(VethLine.Near, LiveFrames.Numbered(7));
        ReadUntil(line, source, packets, () => packets.Count == waiting + 1);

        Assert.False(source.IsAway);
        Assert.Equal(1, source.Statistics.Outages);
        Assert.Matches("the interface is down; back after 0.[0-9] s; what passed meanwhile was not seen$", Assert.Single(source.Problems).ToString());
    }

    [Fact]
    public void An_interface_that_is_up_again_is_back_though_packets_come_without_a_pause()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromMilliseconds(10) });
        line.SetDown(VethLine.Far);
        ReadUntil(line, source, [], () => source.IsAway);
        line.SetUp(VethLine.Far);
        line.AwaitCarrier();
        line.Send(VethLine.Near, LiveFrames.Series(3000));

        var batch = new PacketBatch(capacity: 100);
        Assert.True(source.TryRead(batch));

        Assert.NotEqual(0, batch.Count);
        Assert.False(source.IsAway);
        Assert.Equal(1, source.Statistics.Outages);
    }

    [Fact]
    public void Packets_still_in_the_kernel_when_the_interface_goes_down_make_no_second_outage()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromSeconds(1) });
        var packets = new List<PacketRow>();
        line.Send(VethLine.Near, LiveFrames.Numbered(1));
        line.SetDown(VethLine.Far);

        ReadUntil(line, source, packets, () => source.IsAway && packets.Count == 1);
        line.SetUp(VethLine.Far);
        ReadUntil(line, source, packets, () => !source.IsAway);

        Assert.Equal(1, source.Statistics.Outages);
        Assert.Single(packets);
    }

    [Fact]
    public void An_interface_that_is_made_anew_is_opened_again_and_the_counters_go_on()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromMilliseconds(10) });
        var packets = new List<PacketRow>();
        line.Send(VethLine.Near, LiveFrames.Numbered(1), LiveFrames.Numbered(2));
        ReadUntil(line, source, packets, () => packets.Count == 2);

        line.Delete();
        ReadUntil(line, source, packets, () => source.IsAway);
        line.Create();
        ReadUntil(line, source, packets, () => !source.IsAway);
        line.Send(VethLine.Near, LiveFrames.Numbered(3));
        ReadUntil(line, source, packets, () => packets.Count == 3);
        source.Stop();

        Assert.Empty(LiveReading.Rest(source));
        Assert.Equal([1, 2, 3], packets.Select(packet => (int)packet.Frame));
        Assert.Equal(new LiveStatistics(3, 0, 0, 1), source.Statistics);
        Assert.Contains("back after", Assert.Single(source.Problems).Message, StringComparison.Ordinal);
        Assert.Single(source.Interfaces);
    }

    [Fact]
    public void An_interface_that_comes_back_as_another_kind_is_another_interface_of_the_source()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromMilliseconds(10) });
        ReadUntil(line, source, [], () => !source.IsAway);

        line.Delete();
        ReadUntil(line, source, [], () => source.IsAway);
        try
        {
            line.Ip("tuntap", "add", VethLine.Far, "mode", "tun");
        }
        catch (InvalidOperationException refusal)
        {
            Assert.Skip($"no tun interface can be made here: {refusal.Message}");
        }

        line.SetUp(VethLine.Far);
        ReadUntil(line, source, [], () => !source.IsAway);

        Assert.Equal([Ethernet, RawIp], source.Interfaces.Select(link => link.LinkType.Number));
    }

    [Fact]
    public void A_source_that_is_away_can_be_stopped()
    {
        using VethLine line = VethLine.Make();
        using LiveSource source = line.Open(new LiveCaptureOptions { Interface = VethLine.Far, ReadTimeout = TimeSpan.FromMilliseconds(10) });
        line.Delete();
        ReadUntil(line, source, [], () => source.IsAway);

        source.Stop();

        Assert.Empty(LiveReading.Rest(source));
    }

    /// <summary>Reads on the thread inside the line's namespace: there an interface is opened again.</summary>
    private static void ReadUntil(VethLine line, LiveSource source, List<PacketRow> packets, Func<bool> holds) => line.Run(() =>
    {
        LiveReading.Until(source, packets, holds, () => "what was waited for");
        return true;
    });
}
