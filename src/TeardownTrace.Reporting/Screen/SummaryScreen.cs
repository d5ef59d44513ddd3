using System.Text;
using Spectre.Console;

namespace TeardownTrace.Reporting.Screen;

/// <summary>The screen: what was read, how connections ended, what stands out. Plain text where colours are not wanted; sections without anything to say are left out.</summary>
public static class SummaryScreen
{
    /// <summary>Writes the whole screen.</summary>
    /// <param name="run">What was read and found.</param>
    /// <param name="options">What may be used.</param>
    /// <param name="output">Receives it, line by line without trailing blanks.</param>
    public static void Write(RunSummary run, ScreenOptions options, TextWriter output)
    {
        StringWriter rendered = new() { NewLine = "\n" };
        IAnsiConsole console = ConsoleOn(rendered, options);
        InputSection.Render(console, run);
        if (options.TotalsOnly)
        {
            InputSection.RenderTotals(console, run.Totals);
        }
        else if (run.Totals.Connections > 0)
        {
            EndingsSection.Render(console, run.Totals);
            VerdictsSection.Render(console, run.Totals);
            ServicesSection.Render(console, run.Totals);
            TellingSection.Render(console, run);
        }

        ProblemsSection.Render(console, run);
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
        console.Profile.Width = Math.Clamp(options.Width, ScreenOptions.MinWidth, ScreenOptions.MaxWidth);
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
