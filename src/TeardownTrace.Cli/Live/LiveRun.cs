using System.Diagnostics;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Cli.Metrics;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli.Live;

/// <summary>One run of <c>live</c>: opens the interface and the outputs, captures until it is told to stop, writes rows as they become final, shows what goes on, decides the exit code.</summary>
internal sealed class LiveRun(LiveSettings settings) : IDisposable
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly JudgingSettings _judging = settings.Judging;
    private readonly RowOutputs _rows = new(settings.Judging);
    private readonly LossWatch _losses = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private PacketRing? _ring;
    private MetricsFeed? _metrics;
    private TimeSpan _flushed;

    internal int Run()
    {
        // Before anything is told: who reads that it listens may stop it at once.
        using LiveControl control = new(settings.Hosts > 0);
        try
        {
            using LiveSource source = LiveCapture.Open(settings.Capture);
            if (_rows.OpenLive(settings.Rotation, SystemTime.Now, () => OpenRing(source)) is string mistake)
            {
                _ring?.Withdraw();
                StandardError.Say(mistake);
                return ExitCode.Usage;
            }

            _ring?.Begin();
            foreach (string warning in source.Warnings)
                StandardError.Say(warning);

            // With --quiet, too: a script that starts something next has no other way to know that it is seen.
            StandardError.Say($"listening on {settings.Capture.Interface}, {settings.Capture.SnapLength} bytes of each packet");
            using TeardownAnalysis analysis = new(_judging.Engine with { DeliverReports = true });
            LiveTerminal? terminal = !_judging.Quiet && !_judging.UsesStandardOutput && Terminal.TakesScreen() ? new LiveTerminal(_judging.Color) : null;
            using LiveDisplay display = new(settings, source, analysis, control, terminal);
            display.Begin();
            Capture(source, analysis, control, display);
            return Finish(source, analysis.Totals, display);
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

    public void Dispose()
    {
        _rows.Dispose();
        _ring?.Dispose();
        _metrics?.Dispose();
    }

    /// <returns>What is wrong, in one line; null where nothing is.</returns>
    private string? OpenRing(LiveSource source) =>
        settings.Ring is PacketRingSettings ring ? PacketRing.Open(ring, settings, source, SystemTime.Now, out _ring) : null;

    private void Capture(LiveSource source, TeardownAnalysis analysis, LiveControl control, LiveDisplay display)
    {
        _rows.BeginCapture(source.Files);
        if (settings.Collector is Uri collector)
            _metrics = new MetricsFeed(collector, settings.Capture.Interface);
        IPacketSource read = _ring?.Packets ?? source;
        bool isStopped = false;
        long packets = 0;
        long outages = 0;
        while (analysis.Advance(read))
        {
            bool isEmptied = analysis.Packets == packets;
            packets = analysis.Packets;
            if (_losses.Observe(source.Statistics, SystemTime.Now, source.Now, isEmptied) is long lost)
                analysis.NoteDrops(lost);
            if (source.IsAway || source.Statistics.Outages != outages)
                analysis.NoteGap();
            outages = source.Statistics.Outages;
            if (isEmptied && source.Now is Timestamp now)
                analysis.AdvanceClock(now);
            _rows.Take(analysis.Finished);
            _ring?.Take(analysis.Finished);
            display.Offer(analysis.Finished);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(_began);
            KeepOutputs(display, elapsed);
            _metrics?.Update(elapsed, analysis, source.Statistics);
            bool isOver = control.IsStopRequested || !_rows.IsHeard || elapsed >= settings.Duration;
            if (isOver && !isStopped)
            {
                isStopped = true;
                source.Stop();
                display.End();
            }

            display.Update(elapsed);
        }

        _metrics?.Read(analysis, source.Statistics);
    }

    /// <summary>Every second, rows or none: what was written goes to the files, and files give way to the next.</summary>
    private void KeepOutputs(LiveDisplay display, TimeSpan elapsed)
    {
        if (elapsed - _flushed < FlushInterval)
            return;
        _flushed = elapsed;
        _rows.Flush(SystemTime.Now);
        _ring?.Flush(SystemTime.Now);
        foreach (string notice in TakeNotices())
            display.Tell(notice);
        if (_metrics?.TakeWarning() is string warning)
            display.Tell(warning);
    }

    private string[] TakeNotices() => [.. _rows.TakeNotices(), .. _ring?.TakeNotices() ?? []];

    private int Finish(LiveSource source, AnalysisTotals totals, LiveDisplay display)
    {
        IReadOnlyList<CaptureProblem> outages = source.Problems;
        _rows.Complete(totals, outages);
        Dispose();

        // Only now: a terminal that is stopped takes nothing until it goes on, and the rows must not wait for that.
        display.Dispose();
        string[] notices = TakeNotices();
        List<string> failures = [.. _rows.Failures];
        if (_ring?.Failure is string lost)
            failures.Add(lost);
        bool isShown = !_judging.UsesStandardOutput;
        RunSummary summary = new()
        {
            Totals = totals,
            Captures = [new ReadCapture(source.Files, source.Progress.BytesRead)],
            Problems = outages,
            Live = source.Statistics,
        };
        if (FinalScreen.Tell(summary, _judging, isShown) is string failure)
            failures.Add(failure);
        foreach (string line in (string[])[.. notices, .. failures])
            StandardError.Say(line);
        if (_ring is not null && !_judging.Quiet)
            StandardError.Say(_ring.Summary);
        if (_metrics?.Failure is string unsent)
            StandardError.Say(unsent);
        if (!isShown && totals.Dropped > 0)
            StandardError.Say($"{settings.Capture.Interface}: {totals.Dropped} packets were lost; connections alive meanwhile are inconclusive");
        if (_rows.MatchedLine is string matched)
            StandardError.Say(matched);
        return new RunOutcome
        {
            HasFailed = failures.Count > 0,
            HasMatched = _rows.Matched > 0,
            IsDamaged = totals.Dropped > 0 || outages.Count > 0,
        }.Code;
    }
}
