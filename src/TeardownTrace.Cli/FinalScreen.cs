using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli;

/// <summary>The whole report on standard output, at the end of a run.</summary>
internal static class FinalScreen
{
    /// <summary>Whether the problems it tells need not be told on standard error, too: both are on a terminal.</summary>
    internal static bool IsSeenWithErrors => !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>Prints it.</summary>
    /// <returns>What kept it from being printed, in one line; null where nothing did.</returns>
    internal static string? Show(RunSummary summary, JudgingSettings settings)
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
