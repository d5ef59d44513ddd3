using CsvHelper;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>The connection table as CSV (RFC 4180, UTF-8). Text that a spreadsheet would run as a formula is escaped with an apostrophe.</summary>
internal sealed class CsvRowFormatter : RowFormatter
{
    private const int BufferBytes = 256 * 1024;

    private static readonly CsvWriterOptions Options = new() { BufferSize = BufferBytes };

    private readonly MemoryStream _rows = new(BufferBytes + (BufferBytes / 4));
    private readonly CsvWriter _csv;
    private readonly FieldText _text = new();
    private readonly CsvColumn[] _columns;

    internal CsvRowFormatter(IReadOnlyList<ConnectionColumn> columns)
    {
        _columns = [.. columns.Select(column => new CsvColumn(column))];
        _csv = CsvWriter.Create(_rows, Options, leaveOpen: true);
    }

    internal override IReadOnlyList<string> Files
    {
        set => _text.Text.Files = value;
    }

    internal override ReadOnlySpan<byte> Written
    {
        get
        {
            _csv.Flush();
            return _rows.GetBuffer().AsSpan(0, (int)_rows.Length);
        }
    }

    internal override void AddHeader() => _csv.WriteHeader([.. _columns.Select(column => column.Name)]);

    internal override void Add(in ConnectionReport report)
    {
        CsvWriter csv = _csv;
        foreach (CsvColumn column in _columns)
            column.Write(in report, _text, csv);
        csv.EndRecord();
    }

    internal override void AddTotals(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        // A table has rows of connections only.
    }

    internal override void Clear()
    {
        _csv.Flush();
        _rows.SetLength(0);
    }

    public override void Dispose() => _csv.Dispose();
}
