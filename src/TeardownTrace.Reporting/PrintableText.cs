using System.Text;

namespace TeardownTrace.Reporting;

/// <summary>A text that may come from outside, a file's name say, as it can be shown: a terminal would obey control characters.</summary>
public static class PrintableText
{
    /// <summary>The text with '?' for each control character; line ends are among them.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder printable = new(text.Length);
        foreach (char letter in text)
            printable.Append(char.IsControl(letter) ? '?' : letter);
        return printable.ToString();
    }
}
