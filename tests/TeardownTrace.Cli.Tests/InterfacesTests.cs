namespace TeardownTrace.Cli.Tests;

/// <summary>The list of this machine's interfaces: what goes to which stream, with rights, without, and without libpcap.</summary>
public sealed class InterfacesTests
{
    /// <summary>Puts nothing in the place of libpcap, for one process and its children.</summary>
    private const string HideLibPcap =
        "for l in $(ldconfig -p | sed -n 's/.*=> \\(.*libpcap[.]so.*\\)/\\1/p'); do mount --bind /dev/null \"$l\"; done";

    [Fact]
    public void Every_interface_is_a_line_on_standard_output()
    {
        RequireLinux();
        CommandResult result = TeardownTraceCommand.Run("interfaces");
        Assert.Equal(0, result.ExitCode);
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Matches("^name +state +link type +addresses +description$", lines[0]);
        Assert.Matches("^lo +(up, loopback|down, loopback|down) ", Assert.Single(lines, line => line.StartsWith("lo ", StringComparison.Ordinal)));
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Theory]
    [InlineData("--reuid 65534 --clear-groups", "run it with sudo, or allow it once: sudo setcap cap_net_raw,cap_net_admin=eip /.*teardowntrace")]
    [InlineData("--bounding-set=-all --inh-caps=-all", "root lacks the capability CAP_NET_RAW here; start the container with it .*")]
    public void Without_rights_they_are_listed_and_how_to_get_the_rights_is_said_once(string setpriv, string advice)
    {
        RequireLinux();
        RequireRoot();
        // Where this was built, not everybody may be let in.
        if (TeardownTraceCommand.Shell($"setpriv {setpriv} test -x \"$T\"").ExitCode != 0)
            Assert.Skip("needs setpriv, and a program that anybody may run");
        CommandResult result = TeardownTraceCommand.Shell($"setpriv {setpriv} \"$T\" interfaces");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("\nany ", result.Output, StringComparison.Ordinal);
        string line = Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
        Assert.Matches($"^teardowntrace: no link type known of .*any.*: capturing is not permitted; {advice}$", line);
    }

    [Fact]
    public void Without_libpcap_the_package_to_install_is_named()
    {
        RequireLinux();
        RequireRoot();
        if (TeardownTraceCommand.Shell("unshare -m true").ExitCode != 0)
            Assert.Skip("needs unshare -m");
        CommandResult result = TeardownTraceCommand.Shell($"export T; unshare -m bash -c '{HideLibPcap.Replace("'", "'\\''", StringComparison.Ordinal)}; \"$T\" interfaces'");
        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Matches(@"^teardowntrace: capturing needs libpcap .*install the package libpcap0\.8 .*\n$", result.Error);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_it_quietly()
    {
        RequireLinux();
        CommandResult result = TeardownTraceCommand.Shell("set -o pipefail; \"$T\" interfaces 2>&1 | head -c 0");
        Assert.Equal(("", 0), (result.Error, result.ExitCode));
    }

    private static void RequireLinux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "knows the interfaces of Linux");
        Assert.SkipUnless(TeardownTraceCommand.Shell("ldconfig -p | grep -q libpcap").ExitCode == 0, "libpcap is not installed");
    }

    private static void RequireRoot() => Assert.SkipUnless(Environment.UserName == "root", "needs root");
}
