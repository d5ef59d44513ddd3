using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace TeardownTrace.Cli;

/// <summary>
/// An option whose value is a number between bounds. To the parser it is text: the parser's own reading of a number skips commas, 1,5 would be 15, calls
/// a whole number that is too large none, and is compiled at every start, once for each type of numbers.
/// </summary>
internal sealed class NumberOption : Option<string?>
{
    internal NumberOption(string name, params string[] aliases)
        : base(name, aliases) => Validators.Add(RefuseWrongNumber);

    /// <summary>Whether it takes whole numbers only.</summary>
    internal bool IsWhole { get; init; }

    /// <summary>The smallest number it takes.</summary>
    internal double Least { get; init; }

    /// <summary>The largest number it takes.</summary>
    internal double Most { get; init; } = double.MaxValue;

    /// <summary>The number it stands for where it is not given.</summary>
    internal double Default
    {
        init => DefaultValueFactory = _ => Plain(value);
    }

    /// <summary>What was given; null where nothing was, and there is no default.</summary>
    internal double? NumberIn(ParseResult parsed) => parsed.GetValue(this) is string given && TryParse(given, out double value) ? value : null;

    /// <summary>What was given to an option that takes whole numbers only.</summary>
    internal long? WholeIn(ParseResult parsed) => parsed.GetValue(this) is string given && TryParse(given, out BigInteger value) ? long.CreateSaturating(value) : null;

    /// <summary>A number as it is written in options, without an exponent.</summary>
    private static string Plain(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    private static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool TryParse(string text, out BigInteger value) =>
        BigInteger.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value);

    private void RefuseWrongNumber(OptionResult result)
    {
        foreach (Token token in result.Tokens)
        {
            if (WrongIn(token.Value) is string wrong)
                result.AddError($"{result.IdentifierToken?.Value}: {wrong}");
        }
    }

    private string? WrongIn(string given)
    {
        bool isNumber = TryParse(given, out double value);
        if (isNumber && value < Least)
            return $"{given} is less than {Plain(Least)}";
        if (isNumber && value > Most)
            return $"{given} is more than {Plain(Most)}";
        if (IsWhole)
            return TryParse(given, out BigInteger _) ? null : $"'{given}' is no whole number; a whole number is expected, such as 10";
        return isNumber ? null : $"'{given}' is no number; a number is expected, such as 1.5";
    }
}
