using System.Text.Json;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests;

/// <summary>Inputs and outputs that fail during the work, each in its own way: told in one line, and everything else is read and written.</summary>
public sealed class FailingStreamTests
{
    /// <summary>
    /// Files of 8 KiB at most, as told by EFBIG where SIGXFSZ is ignored. The runtime keeps its code in a file of memory, unless it may write where
    /// it executes.
    /// </summary>
    internal const string SmallFiles = "trap '' XFSZ; ulimit -f 8; export DOTNET_EnableWriteXorExecute=0;";

    private static readonly byte[] Capture = new SmallCapture().Graceful(40000).Bytes;

    [Fact]
    public void An_output_that_fails_between_two_captures_leaves_the_others_whole()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("needs /dev/full");
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, "a.pcap b.pcap <(cat a.pcap) --csv /dev/full --json a.json");

        Assert.Equal("teardowntrace: /dev/full: No space left on device; the rows written so far are kept, and the last of them may be cut\n", result.Error);
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

    [Theory]
    [InlineData("< .", "cannot be read: Is a directory")]
    [InlineData("0> /dev/null", "cannot be read: Bad file descriptor")]
    [InlineData("< /dev/null", "it is empty; nothing was ever captured into it")]
    public void A_standard_input_that_cannot_be_read_is_told_by_its_name_and_the_rest_is_read(string input, string told)
    {
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, $"a.pcap - b.pcap {input}");

        Assert.Equal($"teardowntrace: standard input: {told}\n", result.Error);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("How 2 connections ended", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.pcap 1< /dev/null", "standard output: Bad file descriptor")]
    [InlineData("-q a.pcap 1< /dev/null", "standard output: Bad file descriptor")]
    [InlineData("a.pcap --csv - 1< /dev/null", "standard output: Bad file descriptor; the rows written so far are kept, and the last of them may be cut")]
    public void A_stream_of_the_other_direction_is_told_in_one_line(string arguments, string told)
    {
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, arguments);

        Assert.Equal($"teardowntrace: {told}\n", result.Error);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void What_cannot_be_said_on_a_stream_of_the_other_direction_stops_nothing()
    {
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, "a.pcap missing.pcap 2< /dev/null");

        Assert.Contains("How 1 connection ended", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, result.ExitCode);
    }

    [Theory]
    [InlineData("--csv a.csv", "a.csv")]
    [InlineData("--csv - > a.csv", "standard output")]
    public void A_file_that_grows_too_large_is_told_like_a_full_disk(string output, string name)
    {
        using TemporaryFolder folder = new();
        SmallCapture many = new();
        for (ushort port = 1024; port < 1124; port++)
            many.Graceful(port);
        folder.Write("many.pcap", many.Bytes);
        CommandResult result = TeardownTraceCommand.Shell($"cd '{folder.FullName}'; {SmallFiles} \"$T\" analyze -q many.pcap {output}");

        Assert.Equal($"teardowntrace: {name}: File too large; the rows written so far are kept, and the last of them may be cut\n", result.Error);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal(8 * 1024, new FileInfo(folder.Path("a.csv")).Length);
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
