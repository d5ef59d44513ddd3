using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>The connection table as one JSON object a line, and a last line with the totals.</summary>
internal sealed class JsonReportWriter : IReportWriter
{
    private const int BufferBytes = 256 * 1024;

    // The output is a file or a pipe, never a web page: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(BufferBytes + (BufferBytes / 4));
    private readonly Utf8JsonWriter _json;
    private readonly JsonFieldWriter _fields;
    private readonly ConnectionColumn[] _columns;
    private readonly JsonEncodedText[] _names;

    internal JsonReportWriter(Stream stream, IReadOnlyList<ConnectionColumn> columns)
    {
        _stream = stream;
        _columns = [.. columns];
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
        _json = new Utf8JsonWriter(_buffer, Options);
        _fields = new JsonFieldWriter(_json);
    }

    public void BeginCapture(IReadOnlyList<string> files) => _fields.Text.Files = files;

    public void Write(in ConnectionReport report)
    {
        _json.WriteStartObject();
        for (int i = 0; i < _columns.Length; i++)
        {
            _json.WritePropertyName(_names[i]);
            _columns[i].Write(in report, _fields);
        }

        _json.WriteEndObject();
        EndLine();
        if (_buffer.WrittenCount >= BufferBytes)
            FlushBuffer();
    }

    public void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        TotalsJson.Write(_json, totals, problems);
        EndLine();
        FlushBuffer();
        _stream.Flush();
    }

    public void Dispose() => _json.Reset();

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        _buffer.GetSpan(1)[0] = (byte)'\n';
        _buffer.Advance(1);
    }

    private void FlushBuffer()
    {
        _stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
