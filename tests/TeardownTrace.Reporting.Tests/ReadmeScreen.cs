using TeardownTrace.Analysis;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Reporting.Tests;

/// <summary>What the README shows of the screen that its first command prints: the head of it and three of its sections, shortened.</summary>
internal static class ReadmeScreen
{
    private const string Shown = "testdata/captures/every-verdict.pcapng";
    private const int KindsShown = 3;
    private const string More = "…";

    /// <summary>The excerpt as a fenced block.</summary>
    /// <param name="root">The folder that the README stands in.</param>
    public static string Excerpt(string root)
    {
        string[][] sections = [.. Rendered(root).Split("\n\n").Select(section => section.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
        string[] kinds = Section(sections, "How ");
        string[] telling = Section(sections, "Connections to look at");
        // The heading, the first connection, and its sentence, which is indented further.
        int firstTelling = 2 + telling.Skip(2).TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal)).Count();
        IEnumerable<string> lines =
        [
            .. sections[0],
            "",
            .. kinds.Take(1 + KindsShown),
            "  " + More,
            "",
            .. Section(sections, "Lost final ACK"),
            More,
            "",
            .. telling.Take(firstTelling),
            "  " + More,
        ];
        return $"```\n{string.Join('\n', lines)}\n```\n";
    }

    private static string[] Section(string[][] sections, string heading) =>
        sections.Single(section => section[0].StartsWith(heading, StringComparison.Ordinal));

    private static string Rendered(string root)
    {
        string path = Path.Combine(root, Shown);
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
        using TeardownAnalysis analysis = new(new AnalysisOptions { DeliverReports = false });
        while (analysis.Advance(source))
        {
            // Only the totals are wanted.
        }

        RunSummary summary = new() { Totals = analysis.Totals, Captures = [new ReadCapture([Shown], new FileInfo(path).Length)] };
        using StringWriter screen = new();
        SummaryScreen.Write(summary, new ScreenOptions(Colors: false, Unicode: true, ScreenOptions.MaxWidth), screen);
        return screen.ToString();
    }
}
