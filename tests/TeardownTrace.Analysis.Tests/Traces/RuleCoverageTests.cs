using System.Globalization;
using System.Text.RegularExpressions;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>
/// The field's rules are numbered 1 to 49. Each is shown by a script that names it in its comment, or stands in README's table of rules
/// not covered by a trace, with the reason; a rule that only part of a script covers stands in both.
/// </summary>
public sealed partial class RuleCoverageTests
{
    private const int LastRule = 49;
    private const string TableTitle = "### Rules not covered by a trace";

    private static readonly HashSet<int> InScripts = [.. TraceFolder.Names.SelectMany(name => RulesIn(TraceFolder.Read(name).Intent))];

    private static readonly Dictionary<int, string> InReadme = ReadTable();

    public static TheoryData<int> Rules => [.. Enumerable.Range(1, LastRule)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_script_or_the_readme_names_every_rule(int rule) =>
        Assert.True(
            InScripts.Contains(rule) || InReadme.ContainsKey(rule),
            $"no script's comment says RULES {rule}, and README's table '{TableTitle}' does not say why");

    [Fact]
    public void Only_rules_that_exist_are_named() =>
        Assert.All(InScripts.Concat(InReadme.Keys), rule => Assert.InRange(rule, 1, LastRule));

    [Fact]
    public void Every_rule_in_the_readme_has_its_reason() =>
        Assert.All(InReadme, row => Assert.True(row.Value.Length > 20, $"rule {row.Key}: '{row.Value}' is no reason"));

    private static IEnumerable<int> RulesIn(string comment) =>
        Citation().Matches(comment).SelectMany(match => Number().Matches(match.Value)).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture));

    private static Dictionary<int, string> ReadTable()
    {
        string[] lines = File.ReadAllLines(SourceTree.PathOf("README.md"));
        return lines.SkipWhile(line => line != TableTitle).Skip(1)
            .TakeWhile(line => !line.StartsWith('#'))
            .Select(line => Row().Match(line))
            .Where(match => match.Success)
            .ToDictionary(match => int.Parse(match.Groups["rule"].Value, CultureInfo.InvariantCulture), match => match.Groups["why"].Value.Trim());
    }

    // "RULES 9, 40" names two rules; "RULES section 6" none.
    [GeneratedRegex(@"RULES \d+(, \d+)*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Citation();

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\| (?<rule>\d+)[^|]*\| (?<why>.*) \|$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
