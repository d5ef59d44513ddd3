using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>What makes the value of an option wrong, told in one line each.</summary>
internal static class OptionRules
{
    internal static void AtLeast<T>(Option<T> option, double least)
    {
        if (option is Option<double> always)
            always.CustomParser = result => Number(result) ?? least;
        if (option is Option<double?> optional)
            optional.CustomParser = Number;
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (TryParse(token.Value, out double value) && value < least)
                    result.AddError($"{result.IdentifierToken?.Value}: {token.Value} is less than {Plain(least)}");
            }
        });
    }

    internal static void Between<T>(Option<T> option, double least, double most)
    {
        AtLeast(option, least);
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (TryParse(token.Value, out double value) && value > most)
                    result.AddError($"{result.IdentifierToken?.Value}: {token.Value} is more than {Plain(most)}");
            }
        });
    }

    /// <param name="option">An option whose value is a name.</param>
    /// <param name="expected">What is expected instead of nothing.</param>
    internal static void RefuseNoName(Option option, string expected = "a file's name is expected") =>
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "" }])
                result.AddError($"{result.IdentifierToken?.Value}: {expected}");
        });

    internal static void RefuseUnknownTokens(OptionResult result)
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

    /// <summary>The parser's own reading of a number skips commas: 1,5 would be 15.</summary>
    private static double? Number(ArgumentResult result)
    {
        string given = result.Tokens[0].Value;
        if (TryParse(given, out double value))
            return value;
        result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value}: '{given}' is no number; a number is expected, such as 1.5");
        return null;
    }

    /// <summary>A bound as it is written in options, without an exponent.</summary>
    private static string Plain(double bound) => bound.ToString("0.######", CultureInfo.InvariantCulture);

    private static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
