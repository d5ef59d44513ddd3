using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli;

/// <summary>One run of <c>analyze</c>: creates the outputs, reads capture after capture, writes rows as they become final, shows the screen, decides the exit code.</summary>
internal sealed class AnalyzeRun(AnalyzeSettings settings) : IDisposable
{
    private readonly JudgingSettings _judging = settings.Judging;
    private readonly RowOutputs _rows = new(settings.Judging);
    private readonly List<ReadCapture> _captures = [];
    private readonly List<CaptureProblem> _problems = [];

    /// <summary>What was not read, or not kept, at all.</summary>
    private readonly List<CaptureProblem> _failed = [];

    private readonly List<string> _notes = [];
    private readonly ProgressLine? _progress =
        settings.NoProgress || settings.Judging.Quiet || Console.IsErrorRedirected ? null : new ProgressLine();

    internal int Run()
    {
        try
        {
            IReadOnlyList<CaptureFileSet> captures = CaptureFiles.Find(settings.Captures, settings.Join);
            using PacketFilter? filter = _judging.Filter is string expression ? PacketFilter.Compile(expression) : null;
            NamedFiles named = NamedFiles.Of(captures);
            if ((named.Overwritten(_judging.Outputs) ?? _rows.Open()) is string mistake)
            {
                StandardError.Say(mistake);
                return ExitCode.Usage;
            }

            if (named.ReadTwice is string twice)
                StandardError.Say(twice);

            using Interruption interruption = new();
            using TeardownAnalysis analysis = new(_judging.Engine with { Filter = filter, DeliverReports = _judging.Outputs.Count + _judging.FailOn.Count > 0 });
            foreach (CaptureFileSet capture in captures)
            {
                if (interruption.IsRequested || !_rows.IsHeard || analysis.Packets >= _judging.MaxPackets)
                    break;
                Read(capture, analysis, interruption);
            }

            _notes.AddRange(filter?.Problems ?? []);
            return Finish(analysis.Totals, interruption.IsRequested);
        }
        catch (PacketFilterException e)
        {
            StandardError.Say($"--filter: {e.Message}");
            return ExitCode.Usage;
        }
        catch (IOException e)
        {
            StandardError.Say(e.Message);
            return ExitCode.Unreadable;
        }
    }

    public void Dispose() => _rows.Dispose();

    private void Read(CaptureFileSet capture, TeardownAnalysis analysis, Interruption interruption)
    {
        IPacketSource source;
        try
        {
            source = capture.Open(new CaptureFileOptions
            {
                MaxPackets = _judging.MaxPackets - analysis.Packets,
                Interruption = interruption.Token,
            });
        }
        catch (CaptureException e)
        {
            _failed.Add(new CaptureProblem(e.File ?? capture.Files[0], Offset: null, Frame: 0, e.Reason));
            return;
        }

        using (source)
        {
            _rows.BeginCapture(source.Files);
            bool isEnded = false;
            while (analysis.Advance(source))
            {
                _rows.Take(analysis.Finished);
                _progress?.Update(source.Progress, analysis.Packets);
                if (!isEnded && (interruption.IsRequested || !_rows.IsHeard))
                {
                    analysis.EndCapture();
                    isEnded = true;
                }
            }

            CaptureProgress progress = source.Progress;
            _captures.Add(new ReadCapture([.. source.Files], interruption.IsRequested ? progress.BytesRead : progress.BytesTotal ?? progress.BytesRead));

            // A piece without a place was not opened: an input that cannot be read at all, as if it stood alone.
            _failed.AddRange(source.Problems.Where(problem => problem.Offset is null));
            _problems.AddRange(source.Problems.Where(problem => problem.Offset is not null));
        }

        _progress?.Clear();
    }

    private int Finish(AnalysisTotals totals, bool isInterrupted)
    {
        if (totals.LostRows > 0)
            _failed.Add(new CaptureProblem(Path.GetTempPath(), Offset: null, Frame: 0, $"{totals.WhyRowsAreLost}; rows that are lost: {totals.LostRows} of {totals.Connections}"));
        _rows.Complete(totals, [.. _failed, .. _problems]);
        string[] failed = [.. _failed.Select(problem => $"{CaptureFiles.Told(problem.File)}: {problem.Message}")];
        List<string> failures = [.. _rows.Failures];
        RunSummary summary = new() { Totals = totals, Captures = _captures, Problems = _problems, Unreadable = failed, Interrupted = isInterrupted };
        if (FinalScreen.Tell(summary, _judging, isShown: !_judging.UsesStandardOutput && _captures.Count > 0) is string failure)
            failures.Add(failure);
        foreach (string line in (string[])[.. _notes, .. failures])
            StandardError.Say(line);
        if (_rows.MatchedLine is string matched)
            StandardError.Say(matched);
        return new RunOutcome
        {
            IsInterrupted = isInterrupted,
            HasFailed = failures.Count + failed.Length > 0,
            HasMatched = _rows.Matched > 0,
            IsDamaged = _problems.Count > 0,
        }.Code;
    }
}
