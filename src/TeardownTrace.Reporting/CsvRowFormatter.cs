using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>The connection table as CSV (RFC 4180, UTF-8). Text that a spreadsheet would run as a formula is escaped with an apostrophe.</summary>
internal sealed class CsvRowFormatter : RowFormatter
{
    /// <summary>Behind the last field: the line's end, of which the first byte stands where the next separator would.</summary>
    private const int LineEnd = 2;

    private readonly FieldText _text = new();
    private readonly CsvFields _fields = new();
    private readonly CsvColumn[] _columns;
    private readonly byte[] _header;
    private readonly byte[] _emptyRecord;
    private readonly int _room;

    internal CsvRowFormatter(IReadOnlyList<ConnectionColumn> columns)
    {
        _columns = [.. columns.Select(column => new CsvColumn(column, _fields))];
        _header = _fields.Header(columns.Select(column => column.Name)).ToArray();
        _emptyRecord = _fields.EmptyRecord().ToArray();
        _room = (columns.Count * (FieldText.Longest + 1)) + LineEnd;
    }

    internal override IReadOnlyList<string> Files
    {
        set => _text.Text.Frames.Files = value;
    }

    internal override ReadOnlySpan<byte> Written => _text.Text.Written;

    internal override void AddHeader() => _text.Text.Append(_header);

    internal override void Add(in ConnectionReport report)
    {
        FieldText text = _text;
        TextBuffer rows = text.Text;
        int start = rows.Length;
        Span<byte> room = rows.Room(_room);
        int at = 0;
        foreach (CsvColumn column in _columns)
        {
            int length = column.Write(in report, text, room[at..]);
            if (length < 0)
            {
                rows.Advance(at);
                column.Append(in report, rows);
                room = rows.Room(_room);
                at = length = 0;
            }

            at += length;
            room[at++] = (byte)',';
        }

        room[at - 1] = (byte)'\r';
        room[at++] = (byte)'\n';
        rows.Advance(at);
        if (rows.Length - start == LineEnd)
        {
            rows.Truncate(start);
            rows.Append(_emptyRecord);
        }
    }

    internal override void AddTotals(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        // A table has rows of connections only.
    }

    internal override void Clear() => _text.Text.Clear();

    public override void Dispose() => _fields.Dispose();
}
