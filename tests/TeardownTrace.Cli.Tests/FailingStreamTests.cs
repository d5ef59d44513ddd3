using System.Text.Json;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests;

/// <summary>Inputs and outputs that fail during the work, each in its own way: told in one line, and everything else is read and written.</summary>
public sealed class FailingStreamTests
{
    private static readonly byte[] Capture = new SmallCapture().Graceful(40000).Bytes;

    [Fact]
    public void An_output_that_fails_between_two_captures_leaves_the_others_whole()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("needs /dev/full");
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, "a.pcap b.pcap a.pcap --csv /dev/full --json a.json");

        Assert.Matches("^teardowntrace: /dev/full: No space left on device[^\n]*; the rows written so far are kept\n$", result.Error);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("How 3 connections ended", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, TotalOf(folder.Path("a.json"), "connections"));
    }

    [Fact]
    public void A_reader_that_goes_away_between_two_captures_is_quiet_success()
    {
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, "a.pcap b.pcap --csv - | true");

        Assert.Empty(result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    /// <summary>Two captures of one connection each in a folder of their own; errors of any command of the line count.</summary>
    private static CommandResult Analyze(TemporaryFolder folder, string arguments)
    {
        folder.Write("a.pcap", Capture);
        folder.Write("b.pcap", new SmallCapture().Reset(40001).Bytes);
        return TeardownTraceCommand.Shell($"cd '{folder.FullName}'; set -o pipefail; \"$T\" analyze --join never {arguments}");
    }

    private static long TotalOf(string json, string name)
    {
        using JsonDocument last = JsonDocument.Parse(File.ReadLines(json).Last());
        return last.RootElement.GetProperty("totals").GetProperty(name).GetInt64();
    }
}
