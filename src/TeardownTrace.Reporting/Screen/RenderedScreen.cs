using System.Text;
using Spectre.Console;

namespace TeardownTrace.Reporting.Screen;

/// <summary>A screen on its way to the terminal or a file: plain text where colours are not wanted, ASCII where nothing else is taken.</summary>
internal static class RenderedScreen
{
    /// <summary>Writes a screen, line by line without trailing blanks.</summary>
    /// <param name="options">What may be used; all columns of the width are.</param>
    /// <param name="output">Receives it.</param>
    /// <param name="render">Draws it.</param>
    internal static void Write(ScreenOptions options, TextWriter output, Action<IAnsiConsole> render)
    {
        StringWriter rendered = new() { NewLine = "\n" };
        render(ConsoleOn(rendered, options));
        foreach (string line in rendered.ToString().TrimEnd('\n').Split('\n'))
            output.Write((options.Unicode ? line.TrimEnd() : ToAscii(line.TrimEnd())) + "\n");
        output.Flush();
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer, ScreenOptions options)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = options.Colors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = options.Colors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = options.Width;
        console.Profile.Capabilities.Unicode = options.Unicode;
        return console;
    }

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
