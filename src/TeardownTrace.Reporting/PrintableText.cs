using System.Text;

namespace TeardownTrace.Reporting;

/// <summary>
/// A text that may come from outside, a file's name say, as it can be shown: a terminal would obey control characters, and what turns the direction of
/// writing (Unicode's Bidi_Control) would show what follows on the line, numbers too, the wrong way round.
/// </summary>
public static class PrintableText
{
    /// <summary>The text with '?' for each of these; line ends are among them.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder printable = new(text.Length);
        foreach (char letter in text)
            printable.Append(IsObeyed(letter) ? '?' : letter);
        return printable.ToString();
    }

    private static bool IsObeyed(char letter) =>
        char.IsControl(letter) || letter is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
