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
        ScreenCanvas canvas = new(options);
        InputSection.Render(canvas.Console, run);
        if (options.TotalsOnly)
        {
            InputSection.RenderTotals(canvas.Console, run.Totals);
        }
        else if (run.Totals.Connections > 0)
        {
            EndingsSection.Render(canvas.Console, run.Totals);
            VerdictsSection.Render(canvas.Console, run.Totals);
            ServicesSection.Render(canvas.Console, run.Totals);
            TellingSection.Render(canvas.Console, run);
        }

        ProblemsSection.Render(canvas.Console, run);
        foreach (string line in canvas.Lines)
            output.Write(line + "\n");
        output.Flush();
    }
}
