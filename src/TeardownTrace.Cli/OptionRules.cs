using System.CommandLine;
using System.CommandLine.Parsing;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>What makes the value of an option wrong, told in one line each.</summary>
internal static class OptionRules
{
    /// <summary>What MEGABYTES means in an option, as in tcpdump's -C.</summary>
    internal const long BytesPerMegabyte = 1_000_000;

    /// <param name="option">
    /// An option whose value is the name of a file that is written. Where it was left out, the parser takes the next option for it; a file of such a name
    /// can be written as ./--csv.
    /// </param>
    internal static void RefuseNoFile(Option option)
    {
        const string Expected = "a file's name is expected";
        RefuseNoName(option, Expected);
        option.Validators.Add(static result =>
        {
            if (result.Tokens is [{ Value: ['-', _, ..] name }])
                result.AddError($"{result.IdentifierToken?.Value}: {Expected}, and '{name}' begins as an option does; write ./{name} where a file is meant");
        });
    }

    /// <param name="option">An option whose value is a name.</param>
    /// <param name="expected">What is expected instead of nothing.</param>
    internal static void RefuseNoName(Option option, string expected) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError($"{result.IdentifierToken?.Value}: {expected}");
        });

    /// <summary>Refuses an option that can have no effect as the rest of the command line stands.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isIdle">Whether it has none.</param>
    /// <param name="reason">Why, and what would give it one.</param>
    internal static void RefuseIdle(Option option, Func<CommandResult, bool> isIdle, string reason) =>
        option.Validators.Add(result =>
        {
            if (result is { Implicit: false, Parent: CommandResult command } && isIdle(command))
                result.AddError($"{result.IdentifierToken?.Value}: {reason}");
        });

    /// <param name="option">An option whose values are tokens: they are completed, and refused where unknown.</param>
    internal static void TakesTokens(Option<string[]> option)
    {
        option.CompletionSources.Add(static _ => Vocabulary.BareTokens);
        option.Validators.Add(RefuseUnknownTokens);
    }

    /// <summary>What an option selects that <see cref="TakesTokens"/>; nothing where it was not given.</summary>
    internal static VocabularySelector[] Selectors(ParseResult parsed, Option<string[]> option) =>
        [.. (parsed.GetValue(option) ?? []).Select(token => Vocabulary.Find(token)!)];

    internal static void RefuseWrongFields(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            IReadOnlyList<ConnectionColumn> columns = ConnectionColumns.Select(token.Value, out string? unknown);
            if (columns.GroupBy(column => column).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
                result.AddError($"--fields: '{twice.Key.Name}' is named twice");
            if (unknown is not null)
                result.AddError($"--fields: '{unknown}' is no column; the columns are {string.Join(", ", ConnectionColumns.All.Select(column => column.Name))}");
        }
    }

    private static void RefuseUnknownTokens(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (Vocabulary.Find(token.Value) is not null)
                continue;
            IReadOnlyList<string> near = Vocabulary.NearMatches(token.Value);
            string hint = near.Count > 0 ? $"; did you mean {string.Join(", ", near)}?" : "; see the README's verdicts and flags";
            result.AddError($"{result.IdentifierToken?.Value}: '{token.Value}' is no close_kind, verdict or flag{hint}");
        }
    }
}
