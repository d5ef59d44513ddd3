using System.Diagnostics;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Screen;

namespace TeardownTrace.Cli.Live;

/// <summary>
/// Shows a capture while it runs: a screen on a terminal, else a line now and then, on standard error. Called from the capturing thread, which
/// only takes the numbers; drawing and printing happen on another.
/// </summary>
internal sealed class LiveDisplay : IDisposable
{
    private const int HostsUnlessTold = 5;
    private const int NoticesKept = 100;
    private const int NoticesShown = 2;

    /// <summary>The numbers are taken for at most this part of the time, however large the table is.</summary>
    private const int MostLoad = 20;

    private static readonly TimeSpan ScreenInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ScreenRates = TimeSpan.FromSeconds(5);

    private readonly LiveSettings _settings;
    private readonly LiveSource _source;
    private readonly TeardownAnalysis _analysis;
    private readonly LiveControl _control;
    private readonly LiveTerminal? _terminal;
    private readonly LivePrinter _printer = new();
    private readonly TimeSpan _interval;
    private readonly RateWindow _rates;
    private readonly LastTelling _telling;
    private readonly Queue<string> _notices = new();
    private TimeSpan _due;
    private long _outagesTold;
    private bool _owesTotals;
    private bool _isDisposed;

    /// <summary>Shows nothing yet.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="source">What is captured.</param>
    /// <param name="analysis">What it comes to.</param>
    /// <param name="control">What is asked for meanwhile.</param>
    /// <param name="terminal">Where the screen goes; null where lines are wanted.</param>
    internal LiveDisplay(LiveSettings settings, LiveSource source, TeardownAnalysis analysis, LiveControl control, LiveTerminal? terminal)
    {
        (_settings, _source, _analysis, _control, _terminal) = (settings, source, analysis, control, terminal);
        _interval = terminal is null ? settings.StatisticsEvery : ScreenInterval;
        _rates = new RateWindow(terminal is null ? settings.StatisticsEvery : ScreenRates);
        _telling = new LastTelling(settings.Judging.Only);
        _due = terminal is null ? _interval : TimeSpan.Zero;
        _rates.Add(TimeSpan.Zero, packets: 0, wireBytes: 0, analysis.Totals.CloseKinds);
    }

    /// <summary>Whether notices and totals stay readable when they are printed now.</summary>
    private bool CanPrint => _terminal is null || Console.IsErrorRedirected;

    /// <summary>Takes the terminal, and reads its keys from now on.</summary>
    internal void Begin()
    {
        if (_terminal is null)
            return;
        _terminal.Enter();
        _control.ListenTo(_terminal);
    }

    /// <summary>Gives the terminal back as soon as it takes that; a terminal that is stopped is not waited for.</summary>
    internal void End()
    {
        if (_terminal is not null)
            _printer.End(_terminal.Close);
    }

    /// <summary>Looks at connections that became final.</summary>
    internal void Offer(ReadOnlySpan<ConnectionReport> reports)
    {
        if (_terminal is not null)
            _telling.Offer(reports);
    }

    /// <summary>Tells an operator something once: at once where lines are printed, else on the screen and again at the end.</summary>
    internal void Tell(string notice)
    {
        if (CanPrint)
            StandardError.Say(notice);
        if (_notices.Count == NoticesKept)
            _notices.Dequeue();
        _notices.Enqueue(notice);
    }

    /// <summary>Shows what is due.</summary>
    /// <param name="elapsed">How long the capture has been going on.</param>
    internal void Update(TimeSpan elapsed)
    {
        bool isAsked = _control.TakeTotalsRequest();
        _owesTotals |= isAsked && CanPrint;
        if (_owesTotals)
            _owesTotals = !PrintTotals();
        bool isDue = elapsed >= _due || (isAsked && _terminal is not null);
        if (!isDue || _settings.Judging.Quiet || _interval == TimeSpan.Zero)
            return;

        long began = Stopwatch.GetTimestamp();
        LiveView view = Look(elapsed);
        _printer.TryPrint(_terminal is null ? () => PrintLines(view) : () => _terminal.Draw(view));
        TimeSpan rest = Stopwatch.GetElapsedTime(began) * MostLoad;
        _due = elapsed + (rest > _interval ? rest : _interval);
    }

    /// <summary>Gives the terminal back, waits until it has taken everything, and tells there again what was told on the screen only.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        End();
        _printer.Dispose();
        if (CanPrint)
            return;
        foreach (string notice in _notices)
            StandardError.Say(notice);
    }

    private LiveView Look(TimeSpan elapsed)
    {
        AnalysisTotals totals = _analysis.Totals;
        int hosts = !_control.ShowsHosts ? 0 : _settings.Hosts > 0 ? _settings.Hosts : HostsUnlessTold;
        return new LiveView
        {
            Interface = _settings.Capture.Interface,
            Filter = _settings.Judging.Filter,
            Time = SystemTime.Now,
            Running = elapsed,
            Totals = totals,
            Capture = _source.Statistics,
            Rates = _rates.Add(elapsed, totals.Packets, totals.WireBytes, totals.CloseKinds),
            Census = _analysis.TakeCensus(hosts),
            Telling = _telling.At(elapsed),
            Warnings = [.. Outages(), .. _terminal is null ? [] : _notices.TakeLast(NoticesShown)],
        };
    }

    /// <summary>The outage that goes on. In a log also those that ended since its last line, else it would end with the interface away.</summary>
    private IEnumerable<string> Outages()
    {
        long ongoing = _source.IsAway ? 1 : 0;
        long ended = _source.Statistics.Outages - ongoing;
        long told = _terminal is null ? ended - _outagesTold + ongoing : ongoing;
        _outagesTold = ended;
        return _source.Problems.TakeLast((int)told).Select(problem => problem.Told);
    }

    private bool PrintTotals()
    {
        RunSummary summary = new()
        {
            Totals = _analysis.Totals,
            Captures = [new ReadCapture(_source.Files, _source.Progress.BytesRead)],
            Live = _source.Statistics,
            OpenNow = _analysis.TakeCensus(hosts: 0).Connections,
        };
        return _printer.TryPrint(() =>
        {
            ScreenOptions options = new(Colors: false, Terminal.TakesUnicode(), ScreenOptions.MaxWidth);
            using StringWriter text = new();
            SummaryScreen.WriteTotals(summary, options, text);
            StandardError.Write(text.ToString());
        });
    }

    private static void PrintLines(LiveView view)
    {
        foreach (string line in LiveLine.Of(view))
            StandardError.WriteLine(line);
    }
}
