using Spectre.Console;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Screen;

/// <summary>Inputs that could not be read, and damage in those that could.</summary>
internal static class ProblemsSection
{
    private const int Shown = 10;

    internal static void Render(IAnsiConsole console, RunSummary run)
    {
        if (run.Problems.Count + run.Unreadable.Count == 0)
            return;

        Ink.Heading(console, "Problems");
        foreach (string line in run.Unreadable)
            Line(console, line, Color.Red);
        foreach (CaptureProblem problem in run.Problems.Take(Shown))
            Line(console, problem.ToString(), Color.Yellow);
        if (run.Problems.Count > Shown)
            Line(console, $"and {Ink.Count(run.Problems.Count - Shown)} more", Color.Grey);
    }

    private static void Line(IAnsiConsole console, string text, Color color) => Ink.Indented(console, new Text(PrintableText.Of(text), color));
}
