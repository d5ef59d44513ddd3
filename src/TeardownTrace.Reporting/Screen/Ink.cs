using System.Globalization;
using Spectre.Console;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Screen;

/// <summary>How the screen spells things: numbers, sizes, times, names that may be hostile, headings.</summary>
internal static class Ink
{
    internal const char BarBlock = '█';

    /// <summary>Blocks one to seven eighths wide.</summary>
    internal const string BarEighths = "▏▎▍▌▋▊▉";

    private const int BytesPerUnit = 1000;

    internal static void Heading(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]{Safe(title)}[/]");
    }

    internal static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    internal static string Count(long value, string one, string many) => $"{Count(value)} {(value == 1 ? one : many)}";

    /// <summary>A count in a table whose zeros must not catch the eye.</summary>
    internal static string Some(long value) => value == 0 ? "[grey]-[/]" : Count(value);

    internal static string Share(long part, long whole) =>
        whole == 0 ? "" : (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Bytes with decimal units, as tcpdump and the vendors of links count.</summary>
    internal static string Bytes(long value)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB", "PB"];
        double scaled = value;
        int unit = 0;
        while (scaled >= BytesPerUnit && unit < units.Length - 1)
        {
            scaled /= BytesPerUnit;
            unit++;
        }

        return scaled.ToString(unit == 0 || scaled >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>2026-11-21 04:50:31 (UTC is said once, beside it).</summary>
    internal static string Time(Timestamp time)
    {
        TextBuffer text = new();
        TimeText.Append(text, time, hasNanoseconds: false);
        return text.ToString()[..19].Replace('T', ' ');
    }

    /// <summary>A text that may come from outside (a file name): no control characters, which a terminal would obey, and no markup.</summary>
    internal static string Safe(string text) => Markup.Escape(PrintableText.Of(text));
}
