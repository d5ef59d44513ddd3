using System.Runtime.ExceptionServices;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Capture.Tests.Live;

/// <summary>Interfaces that cannot be opened: one line that says why and what to do.</summary>
public sealed class LiveCaptureTests
{
    [Fact]
    public void A_missing_interface_is_told_with_those_there_are()
    {
        using VethLine line = VethLine.Make();

        CaptureException exception = Refused(line, new LiveCaptureOptions { Interface = "nowhere0" });

        Assert.StartsWith("nowhere0: there is no such interface; there are ", exception.Message, StringComparison.Ordinal);
        Assert.All([VethLine.Near, VethLine.Far, "any"], name => Assert.Contains(name, exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void An_interface_that_is_down_is_told_with_how_to_bring_it_up()
    {
        using VethLine line = VethLine.Make();
        line.SetDown(VethLine.Far);

        CaptureException exception = Refused(line, new LiveCaptureOptions { Interface = VethLine.Far });

        Assert.Equal("far: the interface is down; bring it up: ip link set far up", exception.Message);
    }

    [Fact]
    public void A_time_stamp_type_that_the_interface_lacks_is_told_with_those_it_has()
    {
        using VethLine line = VethLine.Make();

        CaptureException exception = Refused(line, new LiveCaptureOptions { Interface = VethLine.Far, TimestampType = "sundial" });

        Assert.StartsWith("far: it has no time stamps of type 'sundial'; it has host", exception.Message, StringComparison.Ordinal);
        line.Open(new LiveCaptureOptions { Interface = VethLine.Far, TimestampType = "host" }).Dispose();
    }

    [Fact]
    public void A_wrong_filter_is_refused_in_the_words_used_for_files()
    {
        using VethLine line = VethLine.Make();
        const string Wrong = "tcp prot 80";
        PacketFilterException ofFiles = Assert.Throws<PacketFilterException>(() => PacketFilter.Compile(Wrong));

        PacketFilterException exception = Assert.Throws<PacketFilterException>(
            () => line.Open(new LiveCaptureOptions { Interface = VethLine.Far, Filter = Wrong }));

        Assert.Equal(ofFiles.Message, exception.Message);
    }

    [Fact]
    public void Missing_rights_are_told_with_how_to_get_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "capabilities are Linux's");
        Tool.RequireLibPcap();
        Exception? caught = null;
        var thread = new Thread(() =>
        {
            // It has them only where the tests run as root.
            LibC.DropCapabilities();
            caught = Record.Exception(() => LiveCapture.Open(new LiveCaptureOptions { Interface = "lo" }).Dispose());
        });
        thread.Start();
        thread.Join();

        if (caught is not CaptureException exception)
        {
            ExceptionDispatchInfo.Throw(caught ?? new InvalidOperationException("the interface was opened without rights"));
            return;
        }

        string advice = Environment.IsPrivilegedProcess
            ? "root lacks the capability CAP_NET_RAW here; start the container with it (--cap-add=NET_RAW)"
            : $"run it with sudo, or allow it once: sudo setcap cap_net_raw,cap_net_admin=eip {Environment.ProcessPath}";
        Assert.Equal($"lo: capturing is not permitted; {advice}", exception.Message);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        var options = new LiveCaptureOptions { Interface = "lo" };

        Assert.Throws<ArgumentException>(() => LiveCapture.Open(options with { Interface = "" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LiveCapture.Open(options with { SnapLength = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LiveCapture.Open(options with { SnapLength = LiveCaptureOptions.MaxSnapLength + 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LiveCapture.Open(options with { BufferBytes = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LiveCapture.Open(options with { ReadTimeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => LiveCapture.Open(options with { ReadTimeout = TimeSpan.FromMinutes(1) }));
    }

    private static CaptureException Refused(VethLine line, LiveCaptureOptions options) =>
        Assert.Throws<CaptureException>(() => line.Open(options).Dispose());
}
