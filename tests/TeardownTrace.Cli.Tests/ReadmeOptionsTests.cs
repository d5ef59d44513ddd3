using System.CommandLine;
using System.Text.RegularExpressions;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests;

/// <summary>The README's tables of options against those that the program takes: none is missing, none is invented, both names of each.</summary>
public sealed partial class ReadmeOptionsTests
{
    private const string Heading = "| option | does |\n| --- | --- |\n";

    private readonly RootCommand _root = Entry.MakeRoot();

    [Fact]
    public void There_is_a_table_for_each_command_with_options_of_its_own() =>
        Assert.Equal(_root.Subcommands.Count(command => command.Options.Count > 0), Tables().Count);

    [Fact]
    public void The_first_has_the_options_of_analyze_and_of_the_program() =>
        Assert.Equal(Ordered(Taken("analyze").Union(OptionNames.TakenBy(_root))), Ordered(Tables()[0]));

    /// <summary>Options of analyze mean the same in live and need not be named again.</summary>
    [Fact]
    public void The_second_has_the_options_of_live_that_analyze_has_not()
    {
        IReadOnlyList<OptionNames> table = Tables()[1];
        Assert.Empty(table.Except(Taken("live")));
        Assert.Empty(Taken("live").Except(Taken("analyze")).Except(table));
    }

    private IReadOnlyList<OptionNames> Taken(string name) => OptionNames.TakenBy(_root.Subcommands.Single(command => command.Name == name));

    private static IEnumerable<string> Ordered(IEnumerable<OptionNames> options) => options.Select(option => $"{option}").Order(StringComparer.Ordinal);

    private static IReadOnlyList<IReadOnlyList<OptionNames>> Tables()
    {
        string readme = File.ReadAllText(SourceTree.PathOf("README.md"));
        return [.. readme.Split(Heading).Skip(1).Select(table => OptionsIn(table[..table.IndexOf("\n\n", StringComparison.Ordinal)]))];
    }

    /// <summary>A short name stands right before the long one of the same option.</summary>
    private static List<OptionNames> OptionsIn(string table)
    {
        List<OptionNames> options = [];
        foreach (string row in table.Split('\n'))
        {
            string? shortName = null;
            foreach (string name in NamePattern().Matches(row[..row.LastIndexOf(" | ", StringComparison.Ordinal)]).Select(match => match.Groups["name"].Value))
            {
                bool isShort = name.Length == "-x".Length;
                Assert.True(shortName is null || !isShort, $"{shortName} has no long name in: {row}");
                if (!isShort)
                    options.Add(new OptionNames(shortName, name));
                shortName = isShort ? name : null;
            }

            Assert.True(shortName is null, $"{shortName} has no long name in: {row}");
        }

        return options;
    }

    [GeneratedRegex("`(?<name>-[^ `]+)[^`]*`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}
