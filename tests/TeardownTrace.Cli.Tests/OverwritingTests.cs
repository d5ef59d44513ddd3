using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests;

/// <summary>Outputs that name a capture or each other, by whatever way: refused before anything is emptied.</summary>
public sealed class OverwritingTests
{
    private static readonly byte[] Capture = new SmallCapture().Graceful(40000).Bytes;

    [Theory]
    [InlineData("cap.pcap --csv cap.pcap")]
    [InlineData("cap.pcap --csv ./cap.pcap")]
    [InlineData("cap.pcap --json symbolic.pcap")]
    [InlineData("symbolic.pcap --csv cap.pcap")]
    [InlineData("cap.pcap --csv hard.pcap")]
    [InlineData("cap.pcap --json linked/cap.pcap")]
    [InlineData("linked/cap.pcap --csv folder/../cap.pcap")]
    [InlineData("'cap.pc?p' --json cap.pcap")]
    [InlineData("'*.pcap' --json cap.pcap")]
    [InlineData("'link*/cap.pcap' --csv cap.pcap")]
    [InlineData("other.pcap cap.pcap --join always --csv cap.pcap")]
    [InlineData("-q - --csv cap.pcap < cap.pcap")]
    [InlineData("-q - --csv hard.pcap < cap.pcap")]
    [InlineData("-q /dev/stdin --csv cap.pcap < cap.pcap")]
    [InlineData("cap.pcap --csv - >> cap.pcap")]
    [InlineData("cap.pcap --csv new.csv --json cap.pcap")]
    public void A_capture_is_never_overwritten_by_an_output(string arguments)
    {
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(": is one of the captures; choose another name for --", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(Capture, File.ReadAllBytes(folder.Path("cap.pcap")));
        Assert.False(File.Exists(folder.Path("new.csv")));
    }

    [Theory]
    [InlineData("--csv new --json new")]
    [InlineData("--csv new --json ./new")]
    [InlineData("--csv new --json linked/new")]
    [InlineData("--csv dangling --json new")]
    [InlineData("--csv table --json table")]
    [InlineData("--csv table --json hardtable")]
    [InlineData("--csv /dev/stdout --json table >> table")]
    public void Two_tables_do_not_go_to_one_file(string arguments)
    {
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, $"cap.pcap {arguments}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(": is written for --csv; choose another name for --json", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Path("new")));
        Assert.Equal("old", File.ReadAllText(folder.Path("table")));
    }

    [Theory]
    [InlineData("cap.pcap --csv /dev/null --json /dev/null")]
    [InlineData("/dev/stdin --csv /dev/null < cap.pcap")]
    [InlineData("cap.pcap --csv /dev/stdout --json /dev/stdout | cat")]
    [InlineData("cap.pcap --csv linked/a.csv --json a.json")]
    [InlineData("other.pcap --csv cap.csv -q - < cap.pcap")]
    [InlineData("cap.pcap --csv -")]
    public void What_is_no_file_and_what_is_another_is_written(string arguments)
    {
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, arguments);

        Assert.Empty(result.Error);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_wrong_filter_is_told_before_anything_is_emptied()
    {
        using TemporaryFolder folder = new();
        CommandResult result = Analyze(folder, "cap.pcap --csv table --json new -f 'prot tcp'");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("teardowntrace: --filter: ", result.Error, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(folder.Path("table")));
        Assert.False(File.Exists(folder.Path("new")));
    }

    [Theory]
    [InlineData("--csv table --json missing/a.json")]
    [InlineData("--csv new --json folder")]
    [InlineData("--csv empty --json missing/a.json")]
    [InlineData("--csv missing/a.csv --json new")]
    public void An_output_that_cannot_be_created_leaves_the_others_as_they_were(string arguments)
    {
        using TemporaryFolder folder = new();
        folder.Write("empty", []);
        CommandResult result = Analyze(folder, $"cap.pcap {arguments}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(": cannot be created for --", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(folder.Path("table")));
        Assert.True(File.Exists(folder.Path("empty")));
        Assert.False(File.Exists(folder.Path("new")));
    }

    [Fact]
    public void A_longer_table_of_the_run_before_is_gone()
    {
        using TemporaryFolder folder = new();
        string table = folder.Write("long", new byte[1 << 20]);
        Assert.Equal(0, Analyze(folder, "cap.pcap -q --csv long --fields id").ExitCode);
        Assert.Equal("id\r\n1\r\n", File.ReadAllText(table));
    }

    private static CommandResult Analyze(TemporaryFolder folder, string arguments)
    {
        folder.Write("cap.pcap", Capture);
        folder.Write("other.pcap", new SmallCapture().Reset(40001).Bytes);
        folder.Write("table", "old"u8.ToArray());
        return TeardownTraceCommand.Shell(
            $"cd '{folder.FullName}'; ln -s cap.pcap symbolic.pcap; ln cap.pcap hard.pcap; ln -s . linked; mkdir folder ./-; ln -s new dangling; ln table hardtable; "
            + $"set -o pipefail; \"$T\" analyze {arguments}");
    }
}
