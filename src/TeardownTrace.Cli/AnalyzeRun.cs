using System.Runtime.InteropServices;
using System.Text;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli;

/// <summary>One run of <c>analyze</c>: creates the outputs, reads capture after capture, writes rows as they become final, shows the screen, decides the exit code.</summary>
internal sealed class AnalyzeRun(AnalyzeSettings settings)
{
    private readonly List<RowOutput> _outputs = [];
    private readonly List<ReadCapture> _captures = [];
    private readonly List<CaptureProblem> _problems = [];
    private readonly List<string> _unreadable = [];
    private readonly List<string> _notes = [];
    private readonly List<ConnectionReport> _selected = [];
    private readonly ProgressLine? _progress =
        settings.NoProgress || settings.Quiet || Console.IsErrorRedirected ? null : new ProgressLine(Console.Error);

    private long _matched;

    internal int Run()
    {
        try
        {
            if (!TryOpenOutputs())
                return ExitCode.Usage;

            using Interruption interruption = new();
            using PacketFilter? filter = settings.Filter is string expression ? PacketFilter.Compile(expression) : null;
            using TeardownAnalysis analysis = new(settings.AnalysisOptions(filter));
            foreach (CaptureFileSet capture in CaptureFiles.Find(settings.Captures, settings.Join))
            {
                if (interruption.IsRequested || !IsHeard || analysis.Totals.Packets >= settings.MaxPackets)
                    break;
                Read(capture, analysis, interruption);
            }

            _notes.AddRange(filter?.Problems ?? []);
            return Finish(analysis.Totals, interruption.IsRequested);
        }
        catch (PacketFilterException e)
        {
            Say($"--filter: {e.Message}");
            return ExitCode.Usage;
        }
        finally
        {
            foreach (RowOutput output in _outputs)
                output.Dispose();
        }
    }

    /// <summary>Whether anybody still takes what is written: not once the one reader of standard output has gone.</summary>
    private bool IsHeard => _outputs.Count == 0 || _outputs.Exists(output => !output.IsClosed);

    private bool TryOpenOutputs()
    {
        foreach ((OutputFormat format, string path) in settings.Outputs)
        {
            try
            {
                if (settings.Captures.Any(capture => IsSameFile(capture, path)))
                {
                    Say($"{path}: is one of the captures; choose another name for --{format.Name}");
                    return false;
                }

                _outputs.Add(RowOutput.Open(format, path, settings.Columns, settings.Threads));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                Say($"{path}: cannot be created for --{format.Name}: {e.Message}");
                return false;
            }
        }

        return true;
    }

    private void Read(CaptureFileSet capture, TeardownAnalysis analysis, Interruption interruption)
    {
        AnalysisTotals before = analysis.Totals;
        long firstId = before.Connections + 1;
        IPacketSource source;
        try
        {
            source = capture.Open(new CaptureFileOptions { MaxPackets = settings.MaxPackets - before.Packets, Join = settings.Join });
        }
        catch (CaptureException e)
        {
            _unreadable.Add(e.Message);
            return;
        }

        using (source)
        {
            foreach (RowOutput output in _outputs)
                output.BeginCapture(source.Files);
            bool isEnded = false;
            while (analysis.Advance(source))
            {
                Take(analysis.Finished);
                _progress?.Update(source.Progress, analysis.Totals.Packets);
                if (!isEnded && (interruption.IsRequested || !IsHeard))
                {
                    analysis.EndCapture();
                    isEnded = true;
                }
            }

            _captures.Add(new ReadCapture(firstId, [.. source.Files], source.Progress.BytesTotal ?? source.Progress.BytesRead));
            _problems.AddRange(source.Problems);
        }

        _progress?.Clear();
    }

    private void Take(ReadOnlySpan<ConnectionReport> reports)
    {
        if (settings.FailOn.Count > 0)
        {
            foreach (ref readonly ConnectionReport report in reports)
                _matched += IsSelected(settings.FailOn, in report) ? 1 : 0;
        }

        ReadOnlySpan<ConnectionReport> rows = settings.Only.Count == 0 ? reports : Select(reports);
        foreach (RowOutput output in _outputs)
            output.Write(rows);
    }

    private ReadOnlySpan<ConnectionReport> Select(ReadOnlySpan<ConnectionReport> reports)
    {
        _selected.Clear();
        foreach (ref readonly ConnectionReport report in reports)
        {
            if (IsSelected(settings.Only, in report))
                _selected.Add(report);
        }

        return CollectionsMarshal.AsSpan(_selected);
    }

    private int Finish(AnalysisTotals totals, bool isInterrupted)
    {
        _progress?.Clear();
        foreach (RowOutput output in _outputs)
            output.Complete(totals, _problems);
        bool isShown = !settings.UsesStandardOutput;
        if (isShown)
            ShowScreen(totals, isInterrupted);

        // On one terminal the screen has told them already.
        if (!isShown || settings.Quiet || Console.IsOutputRedirected || Console.IsErrorRedirected)
        {
            foreach (string line in _unreadable)
                Say(line);
            foreach (CaptureProblem problem in _problems)
                Say(problem.ToString());
        }

        foreach (string note in _notes)
            Say(note);
        bool hasFailed = false;
        foreach (RowOutput output in _outputs)
        {
            if (output.Failure is string failure)
            {
                Say(failure);
                hasFailed = true;
            }
        }

        if (_matched > 0)
            Say($"--fail-on {string.Join(", ", settings.FailOn.Select(token => token.Token))}: {_matched} connection{(_matched == 1 ? "" : "s")} matched");
        return isInterrupted ? ExitCode.Interrupted
            : hasFailed || _unreadable.Count > 0 ? ExitCode.Unreadable
            : _matched > 0 ? ExitCode.Matched
            : _problems.Count > 0 ? ExitCode.Damaged
            : ExitCode.Done;
    }

    private void ShowScreen(AnalysisTotals totals, bool isInterrupted)
    {
        if (_captures.Count == 0)
            return;

        RunSummary summary = new() { Totals = totals, Captures = _captures, Problems = _problems, Unreadable = _unreadable, Interrupted = isInterrupted };
        ScreenOptions options = new(Terminal.WantsColor(settings.Color), Terminal.TakesUnicode(), Terminal.Width() ?? ScreenOptions.MaxWidth, settings.Quiet);
        try
        {
            using StreamWriter writer = new(StandardOutput.Open(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            SummaryScreen.Write(summary, options, writer);
        }
        catch (IOException e)
        {
            // Whoever closed the pipe has seen enough.
            if (!StandardOutput.IsClosedPipe(e))
                _unreadable.Add($"standard output: {e.Message}");
        }
    }

    private static bool IsSelected(IReadOnlyList<VocabularySelector> selectors, in ConnectionReport report)
    {
        for (int i = 0; i < selectors.Count; i++)
        {
            if (selectors[i].Matches(in report))
                return true;
        }

        return false;
    }

    private static bool IsSameFile(string capture, string output) =>
        output != AnalyzeSettings.StandardStream && File.Exists(output) && Path.GetFullPath(capture) == Path.GetFullPath(output);

    private static void Say(string line) => Console.Error.WriteLine($"{Entry.Name}: {line}");
}
