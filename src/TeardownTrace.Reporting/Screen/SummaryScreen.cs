using Spectre.Console;

namespace TeardownTrace.Reporting.Screen;

/// <summary>The screen: what was read, how connections ended, what stands out. Plain text where colours are not wanted; sections without anything to say are left out.</summary>
public static class SummaryScreen
{
    /// <summary>Writes the whole screen.</summary>
    /// <param name="run">What was read and found.</param>
    /// <param name="options">What may be used.</param>
    /// <param name="output">Receives it, line by line without trailing blanks.</param>
    public static void Write(RunSummary run, ScreenOptions options, TextWriter output) => Write(options, output, console =>
    {
        InputSection.Render(console, run);
        if (run.Totals.Connections > 0)
        {
            EndingsSection.Render(console, run.Totals);
            VerdictsSection.Render(console, run.Totals);
            ServicesSection.Render(console, run.Totals);
            TellingSection.Render(console, run);
        }

        ProblemsSection.Render(console, run);
    });

    /// <summary>Writes what was read and one line of totals.</summary>
    /// <param name="run">What was read and found.</param>
    /// <param name="options">What may be used.</param>
    /// <param name="output">Receives it, line by line without trailing blanks.</param>
    public static void WriteTotals(RunSummary run, ScreenOptions options, TextWriter output) => Write(options, output, console =>
    {
        InputSection.Render(console, run);
        InputSection.RenderTotals(console, run.Totals);
        ProblemsSection.Render(console, run);
    });

    private static void Write(ScreenOptions options, TextWriter output, Action<IAnsiConsole> render)
    {
        int width = Math.Clamp(options.Width, ScreenOptions.MinWidth, ScreenOptions.MaxWidth);
        RenderedScreen.Write(options with { Width = width }, output, render);
    }
}
