using System.Text;
using Spectre.Console;

namespace TeardownTrace.Reporting.Screen;

/// <summary>What a screen is drawn on: markup goes in, lines without trailing blanks come out, plain where colours are not wanted and ASCII where nothing else may be shown.</summary>
internal sealed class ScreenCanvas
{
    private readonly StringBuilder _rendered = new();
    private readonly bool _unicode;

    internal ScreenCanvas(ScreenOptions options)
    {
        _unicode = options.Unicode;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = options.Colors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = options.Colors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(new StringWriter(_rendered) { NewLine = "\n" }),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        Console.Profile.Width = Math.Clamp(options.Width, ScreenOptions.MinWidth, ScreenOptions.MaxWidth);
        Console.Profile.Capabilities.Unicode = options.Unicode;
    }

    /// <summary>Where to draw.</summary>
    internal IAnsiConsole Console { get; }

    /// <summary>What was drawn, line by line; none at the end that is empty.</summary>
    internal IEnumerable<string> Lines =>
        _rendered.ToString().TrimEnd('\n') is { Length: > 0 } text
            ? text.Split('\n').Select(line => _unicode ? line.TrimEnd() : ToAscii(line.TrimEnd()))
            : [];

    private static string ToAscii(string line)
    {
        StringBuilder ascii = new(line.Length);
        foreach (char letter in line)
        {
            ascii.Append(letter switch
            {
                Ink.BarBlock or '▌' or '▋' or '▊' or '▉' => '#',
                '▏' or '▎' or '▍' => '.',
                '→' => '>',
                '·' => '-',
                'µ' => 'u',
                '…' => '~',
                _ => letter,
            });
        }

        return ascii.ToString();
    }
}
