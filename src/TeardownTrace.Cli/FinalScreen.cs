using System.Text;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli;

/// <summary>The whole report on standard output, at the end of a run.</summary>
internal static class FinalScreen
{
    /// <summary>Prints it.</summary>
    /// <returns>What kept it from being printed, in one line; null where nothing did. Whoever closed the pipe has seen enough.</returns>
    internal static string? Show(RunSummary summary, JudgingSettings settings)
    {
        ScreenOptions options = new(Terminal.WantsColor(settings.Color), Terminal.TakesUnicode(), Terminal.Width() ?? ScreenOptions.MaxWidth, settings.Quiet);
        try
        {
            using StreamWriter writer = new(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            SummaryScreen.Write(summary, options, writer);
            return null;
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            return StandardOutput.IsClosedPipe(e) ? null : $"standard output: {StreamFailure.ReasonOf(e)}";
        }
    }
}
