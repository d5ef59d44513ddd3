using System.Text.RegularExpressions;
using Spectre.Console.Rendering;

namespace TeardownTrace.Reporting.Screen;

/// <summary>
/// A line made to fit. What does not is left out by whole words, and a number together with its unit: half a number is a wrong one, which a
/// terminal that does not wrap would show, as it goes on writing into its last column.
/// </summary>
internal static partial class CutLine
{
    private const string Reset = "\u001b[0m";

    /// <summary>Fits a line into columns.</summary>
    /// <param name="line">The line; colours in it do not count.</param>
    /// <param name="width">Columns that there are, at least one.</param>
    /// <param name="ellipsis">What says that something is missing.</param>
    internal static string To(string line, int width, char ellipsis = '…')
    {
        string text = Colour().Replace(line, "").TrimEnd();
        if (Cells(text) <= width)
            return Beginning(line, text.Length);

        int end = text.Length;
        do
            end = WithoutLastWord(text, end);
        while (end > 0 && Cells(text[..end]) > width - 2);
        if (end > 0)
            return Beginning(line, end) + " " + ellipsis;

        // One long name and no more.
        end = Math.Min(text.Length, width - 1);
        while (end > 0 && (Cells(text[..end]) > width - 1 || (char.IsAsciiDigit(text[end - 1]) && char.IsAsciiDigit(text[end]))))
            end--;
        return Beginning(line, end) + ellipsis;
    }

    /// <summary>Fits a name into columns, at least one.</summary>
    internal static string Name(string name, int width) => name.Length <= width ? name : name[..(width - 1)] + '…';

    /// <summary>The columns that a text takes: letters of Chinese, Japanese and Korean take two.</summary>
    internal static int Cells(string text) => new Segment(text).CellCount();

    private static int WithoutLastWord(string text, int end)
    {
        int word = text.LastIndexOf(' ', end - 1) + 1;
        int left = text.AsSpan(0, word).TrimEnd().Length;
        int before = text.AsSpan(0, left).LastIndexOf(' ') + 1;
        bool isUnit = word - left == 1 && left > 0 && (char.IsLetter(text[word]) || text[word] == '%') && char.IsDigit(text[before]);
        return isUnit ? text.AsSpan(0, before).TrimEnd().Length : left;
    }

    /// <summary>The line up to a letter of its text, colours included.</summary>
    private static string Beginning(string line, int letters)
    {
        int at = 0;
        foreach (ValueMatch colour in Colour().EnumerateMatches(line))
        {
            if (letters <= colour.Index - at)
                break;
            letters -= colour.Index - at;
            at = colour.Index + colour.Length;
        }

        string beginning = line[..(at + letters)];
        return beginning.Contains('\u001b', StringComparison.Ordinal) ? beginning + Reset : beginning;
    }

    [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();
}
