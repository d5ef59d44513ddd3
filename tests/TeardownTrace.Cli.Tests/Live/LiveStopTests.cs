using System.Text.Json;
using System.Text.RegularExpressions;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>How a capture ends, and what is asked of it meanwhile.</summary>
public sealed partial class LiveStopTests
{
    private const int Killed = 128;
    private const int Sigint = 2;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void A_signal_stops_it_and_the_whole_report_is_printed(string signal)
    {
        using Wire wire = Wire.Make();
        using TemporaryFolder folder = new();
        string json = folder.Path("a.json");
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--json", json, "--stats-every", "0");

        wire.Converse();
        wire.BeRefused();
        process.Signal(signal);
        CommandResult result = process.Await();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("teardowntrace: listening on wire, 256 bytes of each packet\n", result.Error);
        Assert.StartsWith("wire\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\n  Lost: 0 packets by the kernel, 0 by the interface\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\nHow 2 connections ended\n", result.Output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(json);
        Assert.Equal(3, lines.Length);
        using JsonDocument totals = JsonDocument.Parse(lines[2]);
        Assert.Equal(2, totals.RootElement.GetProperty("totals").GetProperty("connections").GetInt64());
        Assert.Equal(0, totals.RootElement.GetProperty("totals").GetProperty("dropped").GetInt64());
    }

    /// <summary>Nobody reads the table: the first signal cannot be obeyed, the second one ends the program all the same.</summary>
    [Fact]
    public void A_second_Ctrl_C_aborts()
    {
        using Wire wire = Wire.Make();
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--csv", "-", "--max-connections", "10", "--stats-every", "0.1");
        for (int i = 0; i < 300; i++)
            wire.Converse();
        // The pipe is full when the line that would come next does not.
        AwaitSilence(process);

        // Two that come at once can be one to the system.
        process.Signal("INT");
        Poll.Until(() => !process.TrySignal("INT"), () => "the end of the program");

        Assert.Equal(Killed + Sigint, process.AwaitExit());
    }

    [Fact]
    public void SIGUSR1_prints_the_totals_and_the_capture_goes_on()
    {
        using Wire wire = Wire.Make();
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp port 8080", "--stats-every", "0");

        wire.Converse();
        Poll.Until(
            () =>
            {
                process.Signal("USR1");
                return process.Errors.Contains("\n  1 connection is open now\n", StringComparison.Ordinal);
            },
            () => $"totals: {process.Errors}");
        wire.Converse();
        CommandResult result = process.Stop();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("  Lost: 0 packets by the kernel, 0 by the interface\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("How 2 connections ended", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Counted_packets_stop_it()
    {
        using Wire wire = Wire.Make();
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "-c", "5");
        wire.Converse();
        CommandResult result = process.Await();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("  5 packets · ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_duration_stops_it()
    {
        using Wire wire = Wire.Make();
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "--duration", "0.5");
        CommandResult result = process.Await();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("No packets were read", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_tell_what_goes_on_and_a_selected_end_is_an_exit_code()
    {
        using Wire wire = Wire.Make();
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp port 8080", "--stats-every", "0.2", "--hosts", "2", "--fail-on", "graceful");
        wire.Converse();
        process.AwaitErrors(StateLine().IsMatch, "a line with the state of the connection");
        process.AwaitErrors(HostLine().IsMatch, "a line with the state of the host");
        CommandResult result = process.Stop();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--fail-on graceful: 1 connection matched", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_tells_that_it_listens_and_the_short_totals_only()
    {
        using Wire wire = Wire.Make();
        using LiveProcess process = LiveProcess.Start(wire, "-f", "tcp", "-q", "-c", "8", "--stats-every", "0.1");
        wire.Converse();
        wire.Converse();
        CommandResult result = process.Await();
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("teardowntrace: listening on wire, 256 bytes of each packet\n", result.Error);
        Assert.Contains("8 packets", result.Output, StringComparison.Ordinal);
        Assert.InRange(result.Output.Split('\n').Length, 4, 7);
    }

    [Fact]
    public void Without_rights_one_line_says_what_to_do()
    {
        using Wire wire = Wire.Make("setpriv");
        using LiveProcess process = LiveProcess.StartSilent(
            wire, "setpriv", "--bounding-set", "-net_raw,-net_admin", TeardownTraceCommand.Path, "live", "-i", Wire.Device);
        CommandResult result = process.Await();
        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Matches("^teardowntrace: wire: capturing is not permitted; [^\n]*CAP_NET_RAW[^\n]*\n$", result.Error);
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ wire: .* packets/s, .*bit/s; lost 0 by the kernel, 0 by the interface; 1 open \(client/server: TIME_WAIT 1/0\); 0 verdicts/s, 0 in all$",
        RegexOptions.Multiline,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex StateLine();

    [GeneratedRegex("^[^ ]+ wire: host 192[.]0[.]2[.]1: TIME_WAIT 1$", RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex HostLine();

    private static void AwaitSilence(LiveProcess process)
    {
        string told = "";
        System.Diagnostics.Stopwatch silence = System.Diagnostics.Stopwatch.StartNew();
        Poll.Until(
            () =>
            {
                if (process.Errors != told)
                {
                    told = process.Errors;
                    silence.Restart();
                }

                return silence.ElapsedMilliseconds > 800;
            },
            () => "the full pipe to hold it up");
    }
}
