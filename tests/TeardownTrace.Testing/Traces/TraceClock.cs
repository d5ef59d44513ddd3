using System.Globalization;

namespace TeardownTrace.Testing.Traces;

/// <summary>Times as scripts write them: decimal seconds, or a number with <c>s</c>, <c>ms</c> or <c>us</c>.</summary>
internal static class TraceClock
{
    /// <summary>2026-01-01T00:00:00Z: where scripts begin.</summary>
    public const long Epoch = 1_767_225_600L * NanosecondsPerSecond;

    private const long NanosecondsPerSecond = 1_000_000_000;

    public static bool TryParse(string text, out long nanoseconds)
    {
        (decimal unit, int suffix) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (1_000_000m, 2),
            _ when text.EndsWith("us", StringComparison.Ordinal) => (1_000m, 2),
            _ when text.EndsWith('s') => (NanosecondsPerSecond, 1),
            _ => ((decimal)NanosecondsPerSecond, 0),
        };
        bool isNumber = decimal.TryParse(text.AsSpan(0, text.Length - suffix), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value);
        nanoseconds = (long)(value * unit);
        return isNumber;
    }

    /// <summary>Nanoseconds as decimal seconds without needless zeros.</summary>
    public static string Format(long nanoseconds) =>
        (nanoseconds / (decimal)NanosecondsPerSecond).ToString("0.#########", CultureInfo.InvariantCulture);
}
