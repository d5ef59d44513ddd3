using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests;

/// <summary>
/// What the program writes of the capture that shows every verdict, to the byte. These files are its own output, kept so that a change of it is
/// seen; that it is right is for the scripts to say, which stand behind the capture.
/// </summary>
public sealed class GoldenFileTests
{
    /// <summary>Set to 1, the committed files are written anew instead of compared: for use after a change of the output or of the scripts.</summary>
    private const string RewriteSwitch = "TEARDOWNTRACE_REWRITE_TESTDATA";

    private const string Capture = "captures/every-verdict.pcapng";

    [Theory]
    [InlineData("every-verdict.csv", "--csv -")]
    [InlineData("every-verdict.json", "--json -")]
    [InlineData("every-verdict.screen.txt", "--color never --no-progress")]
    public void The_output_is_what_it_was(string name, string options)
    {
        string actual = Analyse(options);
        string path = SourceTree.PathOf("testdata", "expected", name);
        if (Environment.GetEnvironmentVariable(RewriteSwitch) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        string[] expectedLines = File.ReadAllText(path).Split('\n');
        string[] actualLines = actual.Split('\n');
        for (int i = 0; i < Math.Min(expectedLines.Length, actualLines.Length); i++)
            Assert.True(expectedLines[i] == actualLines[i], $"{name}, line {i + 1}; set {RewriteSwitch}=1 if this is meant\nexpected {expectedLines[i]}\nactual   {actualLines[i]}");
        Assert.Equal(expectedLines.Length, actualLines.Length);
    }

    [Fact]
    public void Every_way_to_end_is_in_the_table_and_on_the_screen()
    {
        string screen = Analyse("--color never --no-progress");
        foreach (string column in (string[])["close_kind", "lost_final_ack", "reset_phase", "reset_cause", "reset_origin", "syn_reuse", "active_closer", "missing_fin", "time_wait_holder", "reset_by"])
        {
            HashSet<string> shown = [.. Analyse($"--csv - --fields {column}").Split("\r\n").Skip(1)];
            IEnumerable<string> tokens = Vocabulary.Columns.Single(known => known.Term.Token == column).Words.Select(word => word.Token);
            Assert.All(tokens, token => Assert.Contains(token, shown));
            if (column == "close_kind")
                Assert.All(tokens, token => Assert.Contains($"  {token} ", screen, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_flag_is_in_the_table()
    {
        HashSet<string> shown = [.. Analyse("--csv - --fields flags").Split("\r\n").Skip(1).SelectMany(row => row.Split(';'))];
        Assert.All(Vocabulary.Columns.Single(column => column.Term.Token == "flags").Words, word => Assert.Contains(word.Token, shown));
    }

    /// <summary>Runs where the capture's name is the same on every machine: it is a column of the table.</summary>
    private static string Analyse(string options)
    {
        CommandResult result = TeardownTraceCommand.Shell($"cd '{SourceTree.PathOf("testdata")}' && \"$T\" analyze {Capture} {options}");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }
}
