using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Packaging;

/// <summary>The systemd unit as systemd itself judges it.</summary>
public sealed class ServiceUnitTests
{
    private const string Analyzer = "systemd-analyze";
    private const string InstalledAt = "/usr/local/bin/teardowntrace";

    /// <summary>Tenths of systemd's score of exposure (0 to 100): what is left is what capturing needs.</summary>
    private const int HighestExposure = 20;

    private static readonly string Unit = SourceTree.PathOf("src", "TeardownTrace.Cli", "Packaging", "teardowntrace@.service");

    [Fact]
    public void Systemd_has_nothing_to_say_against_it()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string said) = Analyze("verify", "--man=no", Installed(folder));
        Assert.Equal("", said);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public void It_exposes_little()
    {
        using TemporaryFolder folder = new();
        (int exitCode, string said) = Analyze("security", "--offline=yes", "--no-pager", $"--threshold={HighestExposure}", Installed(folder));
        Assert.True(exitCode == 0, said);
    }

    [Theory]
    [InlineData("DynamicUser=yes")]
    [InlineData("AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN")]
    [InlineData("CapabilityBoundingSet=CAP_NET_RAW CAP_NET_ADMIN")]
    [InlineData("ProtectSystem=strict")]
    [InlineData("Restart=on-failure")]
    [InlineData("KillSignal=SIGTERM")]
    [InlineData("StateDirectory=teardowntrace/%i")]
    [InlineData("EnvironmentFile=-/etc/teardowntrace/%i.conf")]
    [InlineData("ExecStart=" + InstalledAt + " live -i %i $OPTIONS")]
    public void It_says(string line) => Assert.Contains(line, File.ReadAllLines(Unit));

    [Fact]
    public void Its_options_are_those_of_the_program()
    {
        string[] given = [.. File.ReadAllLines(Unit).Where(line => line.Contains("OPTIONS=", StringComparison.Ordinal))];
        Assert.Equal(2, given.Length);
        foreach (string line in given)
        {
            string[] options = line[(line.IndexOf('=', line.IndexOf("OPTIONS", StringComparison.Ordinal)) + 1)..].TrimEnd('"').Split(' ');
            Assert.Empty(Entry.MakeRoot().Parse(["live", "-i", "eth0", .. options]).Errors);
        }
    }

    /// <summary>An instance of the unit, whose program is the one that was built here.</summary>
    private static string Installed(TemporaryFolder folder)
    {
        string unit = File.ReadAllText(Unit).Replace(InstalledAt, TeardownTraceCommand.Path, StringComparison.Ordinal);
        folder.Write("teardowntrace@.service", System.Text.Encoding.UTF8.GetBytes(unit));
        string instance = folder.Path("teardowntrace@eth0.service");
        File.CreateSymbolicLink(instance, "teardowntrace@.service");
        return instance;
    }

    private static (int ExitCode, string Said) Analyze(params string[] arguments)
    {
        Tool.Require(Analyzer);
        (int exitCode, string output, string error) = Tool.Finish(Analyzer, arguments);
        return (exitCode, output + error);
    }
}
