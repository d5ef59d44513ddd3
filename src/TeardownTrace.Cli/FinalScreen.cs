using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli;

/// <summary>The end of a run: the whole report on standard output, and on standard error the problems that are not seen there.</summary>
internal static class FinalScreen
{
    /// <summary>Whether standard error need not repeat the problems that the screen shows: both are on one terminal.</summary>
    private static bool IsSeenWithErrors => !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>Prints the report, if it is wanted, and tells the problems where they are not seen in it.</summary>
    /// <param name="summary">The run.</param>
    /// <param name="settings">How the screen looks.</param>
    /// <param name="isShown">Whether the report is wanted; not where rows go to standard output.</param>
    /// <returns>What kept the report from being printed, in one line; null where nothing did.</returns>
    internal static string? Tell(RunSummary summary, JudgingSettings settings, bool isShown)
    {
        string? failure = isShown ? Show(summary, settings) : null;
        if (isShown && IsSeenWithErrors)
            return failure;
        foreach (string line in summary.Unreadable)
            StandardError.Say(line);
        foreach (CaptureProblem problem in summary.Problems)
            StandardError.Say(problem.ToString());
        return failure;
    }

    private static string? Show(RunSummary summary, JudgingSettings settings)
    {
        ScreenOptions options = new(Terminal.WantsColor(settings.Color), Terminal.TakesUnicode(), Terminal.Width() ?? ScreenOptions.MaxWidth);
        return StandardOutput.Print(writer =>
        {
            if (settings.Quiet)
                SummaryScreen.WriteTotals(summary, options, writer);
            else
                SummaryScreen.Write(summary, options, writer);
        });
    }
}
