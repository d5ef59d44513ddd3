using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>The connection table as one JSON object a line, and a last line with the totals.</summary>
internal sealed class JsonRowFormatter : RowFormatter
{
    private const int BufferBytes = 256 * 1024;

    // The output is a file or a pipe, never a web page: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _rows = new(BufferBytes);
    private readonly Utf8JsonWriter _json;
    private readonly JsonFieldWriter _fields;
    private readonly ConnectionColumn[] _columns;
    private readonly JsonEncodedText[] _names;

    internal JsonRowFormatter(IReadOnlyList<ConnectionColumn> columns)
    {
        _columns = [.. columns];
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
        _json = new Utf8JsonWriter(_rows, Options);
        _fields = new JsonFieldWriter(_json);
    }

    internal override IReadOnlyList<string> Files
    {
        set => _fields.Text.Files = value;
    }

    internal override ReadOnlySpan<byte> Written => _rows.WrittenSpan;

    internal override void AddHeader()
    {
        // Every object names its members.
    }

    internal override void Add(in ConnectionReport report)
    {
        _json.WriteStartObject();
        for (int i = 0; i < _columns.Length; i++)
        {
            _json.WritePropertyName(_names[i]);
            _columns[i].Write(in report, _fields);
        }

        _json.WriteEndObject();
        EndLine();
    }

    internal override void AddTotals(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        TotalsJson.Write(_json, totals, problems);
        EndLine();
    }

    internal override void Clear() => _rows.ResetWrittenCount();

    public override void Dispose() => _json.Dispose();

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        _rows.GetSpan(1)[0] = (byte)'\n';
        _rows.Advance(1);
    }
}
