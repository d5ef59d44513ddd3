using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Screen;

/// <summary>
/// How the screen spells and colours things: numbers, sizes, times, headings. Text and style go apart to what draws them: in a
/// markup language a name from outside could speak, too.
/// </summary>
internal static class Ink
{
    /// <summary>What a table shows for zero, and for what there is not.</summary>
    internal const string Nothing = "-";

    internal const char BarBlock = '█';

    /// <summary>Blocks one to seven eighths wide.</summary>
    internal const string BarEighths = "▏▎▍▌▋▊▉";

    private const int Thousand = 1000;
    private const int Indent = 2;

    /// <summary>Headings, names and numbers that the eye shall find.</summary>
    internal static Style Bold { get; } = new(decoration: Decoration.Bold);

    /// <summary>What is said beside something else.</summary>
    internal static Style Aside { get; } = new(Color.Grey);

    /// <summary>What an operator must know.</summary>
    internal static Style Warning { get; } = new(Color.Yellow);

    internal static void Heading(IAnsiConsole console, string title)
    {
        console.WriteLine();
        console.WriteLine(title, Bold);
    }

    /// <summary>Writes a text whose further lines are indented as the first.</summary>
    internal static void Indented(IAnsiConsole console, IRenderable text, int indent = Indent) =>
        console.Write(new Padder(text, new Padding(indent, 0, 0, 0)));

    /// <summary>A cell of a table whose zeros must not catch the eye.</summary>
    internal static Text Cell(string text) => new(text, text == Nothing ? Aside : Style.Plain);

    /// <summary>A row of a table without colours but in its zeros.</summary>
    internal static IEnumerable<Text> Cells(params IEnumerable<string> texts) => texts.Select(Cell);

    /// <summary>Titles of columns.</summary>
    internal static IEnumerable<Text> Titles(params IEnumerable<string> titles) => titles.Select(title => new Text(title, Aside));

    internal static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    internal static string Count(long value, string one, string many) => $"{Count(value)} {(value == 1 ? one : many)}";

    /// <summary>A count in a table, see <see cref="Cell"/>.</summary>
    internal static string Some(long value) => value == 0 ? Nothing : Count(value);

    internal static string Share(long part, long whole) =>
        whole == 0 ? "" : (100.0 * part / whole).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>How often something is in a second: tenths only where there are few; what is rarer than they show is not nothing.</summary>
    internal static string Rate(double value) => value switch
    {
        > 0 and < 0.05 => "<0.1",
        > 0 and < 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>How often something was.</summary>
    internal static string Times(long count) => count == 1 ? "once" : $"{Count(count)} times";

    /// <summary>Bytes with decimal units, as tcpdump and the vendors of links count.</summary>
    internal static string Bytes(long value) => Scaled(value, "B", "kB", "MB", "GB", "TB", "PB");

    internal static string BitRate(double bits) => Scaled(bits, "bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s");

    /// <summary>2026-11-21 04:50:31 (UTC is said once, beside it).</summary>
    internal static string Time(Timestamp time) => IsoTime(time).Replace('T', ' ');

    /// <summary>2026-11-21T04:50:31, in UTC.</summary>
    internal static string IsoTime(Timestamp time)
    {
        const int ToTheSecond = 19;
        TextBuffer text = new();
        TimeText.Append(text, time, hasNanoseconds: false);
        return text.ToString()[..ToTheSecond];
    }

    /// <summary>A value in the first of some units, each a thousand of the one before, in which it is below a thousand.</summary>
    private static string Scaled(double value, params string[] units)
    {
        int unit = 0;
        while (value >= Thousand && unit < units.Length - 1)
        {
            value /= Thousand;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }
}
