using TeardownTrace.Testing;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Cli.Tests;

/// <summary>Standard streams that were closed before the program began, or take nothing: told in one line, never waited for, never an exception.</summary>
public sealed class ClosedStreamTests
{
    private const string NoInput = "teardowntrace: standard input: it is closed; nothing can be read from it\n";
    private const string NoOutput = "teardowntrace: standard output: it is closed; give it a file or a pipe\n";

    private static readonly byte[] Capture = new SmallCapture().Graceful(40000).Bytes;

    [Theory]
    [InlineData("-q - <&-", NoInput)]
    [InlineData("-q - --csv table <&-", NoInput)]
    [InlineData("a.pcap >&-", NoOutput)]
    [InlineData("-q a.pcap >&-", NoOutput)]
    [InlineData("a.pcap --csv - >&-", NoOutput)]
    [InlineData("a.pcap --json - >&- <&-", NoOutput)]
    [InlineData("a.pcap --csv table >&-", NoOutput)]
    public void A_closed_stream_is_told_in_one_line(string arguments, string told)
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", Capture);
        CommandResult result = TeardownTraceCommand.Shell($"cd '{folder.FullName}'; \"$T\" analyze {arguments}");

        Assert.Equal(told, result.Error);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void What_was_asked_for_in_files_is_written_without_standard_output()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", Capture);
        TeardownTraceCommand.Shell($"cd '{folder.FullName}'; \"$T\" analyze a.pcap --csv table --fields id,close_kind >&- <&-");

        Assert.Equal("id,close_kind\r\n1,graceful\r\n", File.ReadAllText(folder.Path("table")));
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--help")]
    [InlineData("completion bash")]
    public void A_text_that_cannot_be_printed_is_told_in_one_line(string arguments)
    {
        CommandResult closed = TeardownTraceCommand.Shell($"\"$T\" {arguments} >&-");
        Assert.Equal(NoOutput, closed.Error);
        Assert.Equal(3, closed.ExitCode);

        CommandResult other = TeardownTraceCommand.Shell($"\"$T\" {arguments} 1< /dev/null");
        Assert.Equal("teardowntrace: standard output: Bad file descriptor\n", other.Error);
        Assert.Equal(3, other.ExitCode);
    }

    [Theory]
    [InlineData("analyze a.pcap missing.pcap", 3)]
    [InlineData("analyze a.pcap --fields nope", 2)]
    public void What_cannot_be_said_stops_nothing(string arguments, int exitCode)
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("needs /dev/full");
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", Capture);
        CommandResult result = TeardownTraceCommand.Shell($"cd '{folder.FullName}'; \"$T\" {arguments} 2> /dev/full");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 3, result.Output.Contains("How 1 connection ended", StringComparison.Ordinal));
    }

    /// <summary>What the runtime opens first takes the number of a closed stream: a pipe between its threads.</summary>
    [Fact]
    public void Without_standard_error_nothing_is_said_into_what_has_its_number()
    {
        Tool.Require("strace");
        using TemporaryFolder folder = new();
        folder.Write("a.pcap", Capture);
        CommandResult result = TeardownTraceCommand.Shell(
            $"cd '{folder.FullName}'; strace -f -qq -e trace=write -o trace bash -c 'exec \"$T\" analyze a.pcap missing.pcap <&- 2>&-'");

        string written = File.ReadAllText(folder.Path("trace"));
        Assert.SkipWhen(written.Length == 0, "strace may not look at other processes");
        Assert.DoesNotContain("\"teardowntrace: ", written, StringComparison.Ordinal);
        Assert.Contains("How 1 connection ended", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public void Files_are_read_without_standard_input()
    {
        using TemporaryFolder folder = new();
        CommandResult result = TeardownTraceCommand.Shell($"\"$T\" analyze -q '{folder.Write("a.pcap", Capture)}' <&-");

        Assert.Empty(result.Error);
        Assert.Equal(0, result.ExitCode);
    }
}
