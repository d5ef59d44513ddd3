using System.Net;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The table of interfaces: what it says of each, and that it fits.</summary>
public sealed class InterfacesScreenTests
{
    private const LiveDeviceStates Up = LiveDeviceStates.Up | LiveDeviceStates.Running;

    private static readonly LiveDevice[] Devices =
    [
        new("eth0", null, [IPAddress.Parse("192.0.2.5"), IPAddress.Parse("2001:db8::5")], Up | LiveDeviceStates.Connected) { LinkType = new LinkType(1), LinkTypeText = "Ethernet" },
        new("eth1", null, [], LiveDeviceStates.Up | LiveDeviceStates.Disconnected) { LinkType = new LinkType(1), LinkTypeText = "Ethernet" },
        new("eth2", null, [], LiveDeviceStates.Disconnected),
        new("wlan0", null, [], Up | LiveDeviceStates.Wireless | LiveDeviceStates.Connected) { LinkType = new LinkType(4711) },
        new("wlan1", null, [], LiveDeviceStates.Up | LiveDeviceStates.Wireless | LiveDeviceStates.Disconnected),
        new("ppp0", null, [], LiveDeviceStates.Up | LiveDeviceStates.NotConnectable),
        new("lo", null, [IPAddress.Loopback], Up | LiveDeviceStates.Loopback | LiveDeviceStates.NotConnectable),
        new("dummy0", null, [], LiveDeviceStates.NotConnectable),
        new("nfqueue", "Linux netfilter queue (NFQUEUE) interface", [], LiveDeviceStates.NotConnectable),
    ];

    [Theory]
    [InlineData("name     state                         link type  addresses               description")]
    [InlineData("eth0     up                            Ethernet   192.0.2.5, 2001:db8::5")]
    [InlineData("eth1     up, no carrier                Ethernet   -")]
    [InlineData("eth2     down                          -          -")]
    [InlineData("wlan0    up, wireless                  4711       -")]
    [InlineData("wlan1    up, not associated, wireless  -          -")]
    [InlineData("ppp0     up, not running               -          -")]
    [InlineData("lo       up, loopback                  -          127.0.0.1")]
    [InlineData("dummy0   down                          -          -")]
    [InlineData("nfqueue  -                             -          -                       Linux netfilter queue (NFQUEUE) interface")]
    public void An_interface_is_a_line(string line) => Assert.Contains(line, Rendered(Devices, width: 1000));

    [Theory]
    [InlineData(120, "description", "NFQUEUE")]
    [InlineData(100, "description", "NFQUEUE")]
    [InlineData(80, "addresses", null)]
    [InlineData(70, "addresses", null)]
    [InlineData(60, "addresses", null)]
    public void It_fits_the_terminal_and_leaves_descriptions_out_where_there_is_no_room(int width, string lastTitle, string? described)
    {
        string[] lines = Rendered(Devices, width);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        Assert.EndsWith(lastTitle, lines[0], StringComparison.Ordinal);
        Assert.Equal(described is not null, lines.Any(line => line.Contains("NFQUEUE", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Trim() == "2001:db8::5" || line.EndsWith("192.0.2.5, 2001:db8::5", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(62, false)]
    public void Link_types_give_way_before_a_name_or_a_state_is_broken(int width, bool hasLinkTypes)
    {
        string[] lines = Rendered(Devices, width);
        Assert.Equal(hasLinkTypes, lines[0].Contains("link type", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("wlan1    up, not associated, wireless  -", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_in_a_name_or_a_description_steers_the_terminal()
    {
        LiveDevice hostile = new("e\u001b[2Jth", "[red]\u0007", [], LiveDeviceStates.None);
        Assert.Equal("e?[2Jth  down   -          -          [red]?", Rendered([hostile], width: 1000)[1]);
    }

    [Fact]
    public void No_interface_at_all_is_said_in_words() =>
        Assert.Equal("No interface can be captured from here.", Assert.Single(Rendered([], width: 80)));

    private static string[] Rendered(IReadOnlyList<LiveDevice> devices, int width)
    {
        StringWriter output = new();
        InterfacesScreen.Write(devices, new ScreenOptions(Colors: false, Unicode: true, width), output);
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
