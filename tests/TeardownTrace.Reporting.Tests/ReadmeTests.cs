using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The README's tables are the program's own rows.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Every_column_close_kind_and_flag_stands_in_the_README_as_the_program_has_it()
    {
        string readme = File.ReadAllText(Find("README.md"));
        Assert.All(ConnectionColumns.All, column => Assert.Contains($"| `{column.Name}` | {column.Sentence} |\n", readme, StringComparison.Ordinal));
        Assert.All(Vocabulary.CloseKinds.Concat(Vocabulary.Flags), word => Assert.Contains($"| `{word.Token}` | {word.Sentence} |\n", readme, StringComparison.Ordinal));
    }

    private static string Find(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, name);
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException($"{name} stands in no folder above the tests");
    }
}
