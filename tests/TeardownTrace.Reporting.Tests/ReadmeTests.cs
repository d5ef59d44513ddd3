using TeardownTrace.Testing;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The README's tables are the program's own rows, and its example compiles and runs.</summary>
public sealed class ReadmeTests
{
    /// <summary>Set to 1, the generated sections are written anew instead of compared: for use after a change of the vocabulary, the columns or the traces.</summary>
    private const string RewriteSwitch = "TEARDOWNTRACE_REWRITE_TESTDATA";

    private static readonly string Readme = SourceTree.PathOf("README.md");

    [Fact]
    public void Generated_sections_are_the_programs_own_rows()
    {
        string readme = File.ReadAllText(Readme);
        string renewed = ReadmeSections.Renew(readme, SourceTree.Root);
        if (Environment.GetEnvironmentVariable(RewriteSwitch) == "1")
            File.WriteAllText(Readme, readme = renewed);

        Assert.True(
            readme == renewed,
            $"the vocabulary, the columns or the traces have changed: set {RewriteSwitch}=1 and run this test again to write what the README has of them anew");
    }

    [Fact]
    public void The_example_of_library_use_is_the_one_that_is_compiled()
    {
        const string Fence = "```csharp\n";
        string readme = File.ReadAllText(Readme);
        int from = readme.IndexOf(Fence, StringComparison.Ordinal) + Fence.Length;
        string shown = readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];

        string source = File.ReadAllText(SourceTree.PathOf("tests", "TeardownTrace.Reporting.Tests", "ReadmeExample.cs"));
        string compiled = source[..source.IndexOf("namespace", StringComparison.Ordinal)]
            + source[source.IndexOf("internal static void", StringComparison.Ordinal)..source.IndexOf("// README ends here", StringComparison.Ordinal)];
        Assert.Equal(LinesOf(compiled.Replace("internal static", "static", StringComparison.Ordinal)), LinesOf(shown));
    }

    [Fact]
    public void The_example_of_library_use_tells_of_every_connection()
    {
        using StringWriter output = new();
        ReadmeExample.Tell(SourceTree.EveryVerdict, output);
        string[] lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

        // Some traces have nothing but RSTs.
        Assert.Contains(lines, line => line.Contains(" stray ", StringComparison.Ordinal));
        Assert.StartsWith($"{lines.Length - 1} connections in ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_two_commands_that_do_everything_stand_at_the_top()
    {
        string readme = File.ReadAllText(Readme);
        Assert.Contains("dotnet run -c Release --project src/TeardownTrace.Cli -- analyze testdata/captures/every-verdict.pcapng\n", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test TeardownTrace.sln -c Release\n", readme, StringComparison.Ordinal);
    }

    private static string[] LinesOf(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
}
