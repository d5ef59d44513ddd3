using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;
using TeardownTrace.Reporting.Output;

namespace TeardownTrace.Cli;

/// <summary>The tables of a run: which rows go into them, which rows --fail-on counts, and whether anybody still takes them.</summary>
internal sealed class RowOutputs(JudgingSettings settings) : IDisposable
{
    private readonly List<RowOutput> _outputs = [];
    private readonly List<ConnectionReport> _selected = [];
    private bool _isDisposed;

    private IReadOnlyList<ConnectionColumn> Columns => settings.Fields is string fields ? ConnectionColumns.Select(fields, out _) : ConnectionColumns.All;

    /// <summary>Whether anybody still takes what is written: not once the one reader of standard output has gone.</summary>
    internal bool IsHeard => _outputs.Count == 0 || _outputs.Exists(output => !output.IsClosed);

    /// <summary>Rows that --fail-on matched.</summary>
    internal long Matched { get; private set; }

    /// <summary>What --fail-on found, in one line; null where it found nothing.</summary>
    internal string? MatchedLine => Matched == 0 ? null
        : $"--fail-on {string.Join(", ", settings.FailOn.Select(token => token.Token))}: {Matched} connection{(Matched == 1 ? "" : "s")} matched";

    /// <summary>What went wrong with each output, in one line.</summary>
    internal IEnumerable<string> Failures => _outputs.Select(output => output.Failure).OfType<string>();

    /// <summary>Creates every output before any work is done, so that a mistake is told at once. Where one cannot be created, the others are as they were.</summary>
    /// <returns>What is wrong, in one line; null where nothing is.</returns>
    /// <exception cref="IOException">Standard output is wanted and closed.</exception>
    internal string? Open() => Open((format, path) => RowOutput.Open(format, path, Columns, settings.Engine.Threads), static () => null);

    /// <summary>The same for a capture that goes on.</summary>
    /// <param name="rotation">When files give way to the next.</param>
    /// <param name="now">The time it is.</param>
    /// <param name="openOther">Creates what else is written, and returns what is wrong with that.</param>
    internal string? OpenLive(RotationOptions rotation, Timestamp now, Func<string?> openOther) =>
        Open((format, path) => RowOutput.OpenLive(format, path, Columns, rotation, now), openOther);

    internal void BeginCapture(IReadOnlyList<string> files)
    {
        foreach (RowOutput output in _outputs)
            output.BeginCapture(files);
    }

    internal void Take(ReadOnlySpan<ConnectionReport> reports)
    {
        if (settings.FailOn.Count > 0)
        {
            foreach (ref readonly ConnectionReport report in reports)
                Matched += VocabularySelector.AnyMatches(settings.FailOn, in report) ? 1 : 0;
        }

        ReadOnlySpan<ConnectionReport> rows = settings.Only.Count == 0 ? reports : Select(reports);
        foreach (RowOutput output in _outputs)
            output.Write(rows);
    }

    /// <summary>Hands on every row; to be called every second of a capture that goes on.</summary>
    internal void Flush(Timestamp now)
    {
        foreach (RowOutput output in _outputs)
            output.Flush(now);
    }

    /// <summary>Takes the lines that an operator should read, such as that a disk is full.</summary>
    internal IEnumerable<string> TakeNotices()
    {
        foreach (RowOutput output in _outputs)
        {
            while (output.TryTakeNotice(out string? notice))
                yield return notice;
        }
    }

    internal void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        foreach (RowOutput output in _outputs)
            output.Complete(totals, problems);
    }

    /// <summary>Ends the files; what went wrong with them can still be asked afterwards.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        foreach (RowOutput output in _outputs)
            output.Dispose();
    }

    private string? Open(Func<OutputFormat, string, RowOutput> open, Func<string?> openOther)
    {
        string? mistake = Create(open) ?? openOther() ?? Begin();
        if (mistake is null)
            return null;
        _outputs.ForEach(static output => output.Withdraw());
        _outputs.Clear();
        return mistake;
    }

    private string? Begin()
    {
        for (int i = 0; i < _outputs.Count; i++)
        {
            if (OutputFile.Create(settings.Outputs[i].Path, settings.Outputs[i].Format.Name, _outputs[i].Begin) is string refusal)
                return refusal;
        }

        return null;
    }

    private string? Create(Func<OutputFormat, string, RowOutput> open)
    {
        if (settings.UsesStandardOutput)
            StandardOutput.Require();
        if (WrittenTwice() is string mistake)
            return mistake;
        foreach ((OutputFormat format, string path) in settings.Outputs)
        {
            if (OutputFile.Create(path, format.Name, () => _outputs.Add(open(format, path))) is string refusal)
                return refusal;
        }

        return null;
    }

    private string? WrittenTwice()
    {
        Dictionary<FileIdentity, OutputFile> written = [];
        foreach (OutputFile output in settings.Outputs)
        {
            if (output.Identity is FileIdentity file && !written.TryAdd(file, output))
                return $"{StandardOutput.Told(output.Path)}: is written for --{written[file].Format.Name}; choose another name for --{output.Format.Name}";
        }

        return null;
    }

    private ReadOnlySpan<ConnectionReport> Select(ReadOnlySpan<ConnectionReport> reports)
    {
        _selected.Clear();
        foreach (ref readonly ConnectionReport report in reports)
        {
            if (VocabularySelector.AnyMatches(settings.Only, in report))
                _selected.Add(report);
        }

        return CollectionsMarshal.AsSpan(_selected);
    }
}
