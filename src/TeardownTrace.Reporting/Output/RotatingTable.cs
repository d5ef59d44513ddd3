using System.Diagnostics.CodeAnalysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// The connection table in files that rotate, for a capture that goes on for weeks: CSV with a header in each file, JSON with one object a
/// line. A row is of the time that the last <see cref="Flush"/> told. Full disks throw nothing: see <see cref="LostRows"/>.
/// </summary>
public sealed class RotatingTable : IReportWriter
{
    private readonly RotatingFile _file;
    private readonly RowFormatter _row;
    private Timestamp _now;

    private RotatingTable(RotatingFile file, RowFormatter row, Timestamp now)
    {
        _file = file;
        _row = row;
        _now = now;
    }

    /// <summary>Rows that no file took. Readable on any thread.</summary>
    public long LostRows => _file.LostRecords;

    /// <summary>Opens the first file. What was there before stays as it was until <see cref="Begin"/>.</summary>
    /// <param name="format">CSV or JSON.</param>
    /// <param name="path">The file's name; where files rotate, the time comes before its extension.</param>
    /// <param name="columns">The columns to write, in order.</param>
    /// <param name="options">When and how files rotate.</param>
    /// <param name="now">The time it is, by the caller's clock, in Unix time.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    public static RotatingTable Open(OutputFormat format, string path, IReadOnlyList<ConnectionColumn> columns, RotationOptions options, Timestamp now)
    {
        ArgumentNullException.ThrowIfNull(format);
        RowFormatter row = format.OpenFormatter(columns);
        row.AddHeader();
        byte[] header = row.Written.ToArray();
        row.Clear();
        return new RotatingTable(new RotatingFile(path, FileLayout.Lines(header), options, now), row, now);
    }

    /// <summary>To be called once, before the first row: a file that does not rotate loses what it held before, those that do are compressed and deleted from now on.</summary>
    /// <exception cref="IOException">The file cannot be emptied.</exception>
    public void Begin() => _file.Begin();

    /// <summary>Ends before the first row, and leaves no file that was not there before.</summary>
    public void Withdraw() => _file.Withdraw();

    /// <inheritdoc/>
    public void BeginCapture(IReadOnlyList<string> files) => _row.Files = files;

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<ConnectionReport> reports)
    {
        foreach (ref readonly ConnectionReport report in reports)
        {
            _row.Add(in report);
            TakeRow();
        }
    }

    /// <inheritdoc/>
    public void Flush(Timestamp now)
    {
        _now = now;
        _file.Flush(now);
    }

    /// <inheritdoc/>
    public void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        _row.AddTotals(totals, problems);
        TakeRow();
        _file.Flush(_now);
    }

    /// <summary>Takes a line for the operator, such as that the disk is full; see <see cref="RotatingFile.TryTakeNotice"/>.</summary>
    public bool TryTakeNotice([NotNullWhen(true)] out string? notice) => _file.TryTakeNotice(out notice);

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _row.Dispose();
    }

    private void TakeRow()
    {
        if (_row.Written.Length > 0)
            _file.Append(_row.Written, _now);
        _row.Clear();
    }
}
