using CsvHelper;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>The connection table as CSV (RFC 4180, UTF-8), streamed. Text that a spreadsheet would run as a formula is escaped with an apostrophe.</summary>
internal sealed class CsvReportWriter : IReportWriter
{
    private const int BufferBytes = 256 * 1024;

    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, BufferSize = BufferBytes };

    private readonly CsvWriter _csv;
    private readonly CsvFieldWriter _fields;
    private readonly ConnectionColumn[] _columns;

    internal CsvReportWriter(Stream stream, IReadOnlyList<ConnectionColumn> columns)
    {
        _columns = [.. columns];
        _csv = CsvWriter.Create(stream, Options, leaveOpen: true);
        _fields = new CsvFieldWriter(_csv);
        _csv.WriteHeader([.. _columns.Select(column => column.Name)]);
    }

    public void BeginCapture(IReadOnlyList<string> files) => _fields.Text.Files = files;

    public void Write(in ConnectionReport report)
    {
        foreach (ConnectionColumn column in _columns)
            column.Write(in report, _fields);
        _csv.EndRecord();
    }

    public void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems) => _csv.Flush();

    public void Dispose()
    {
        // CsvWriter.Dispose would write what is left to a stream that has failed already; Complete has flushed what counts.
    }
}
