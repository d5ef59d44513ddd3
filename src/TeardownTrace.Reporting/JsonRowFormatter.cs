using System.Buffers;
using System.Numerics;
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
    private readonly FieldText _text = new();
    private readonly ConnectionColumn[] _columns;
    private readonly JsonEncodedText[] _names;
    private readonly JsonEncodedText[][] _tokens;

    internal JsonRowFormatter(IReadOnlyList<ConnectionColumn> columns)
    {
        _columns = [.. columns];
        _names = [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];
        _tokens = [.. columns.Select(column => column.Words?.Words.Select(word => JsonEncodedText.Encode(word.Token)).ToArray() ?? [])];
        _json = new Utf8JsonWriter(_rows, Options);
    }

    internal override IReadOnlyList<string> Files
    {
        set => _text.Text.Frames.Files = value;
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
            Write(_columns[i], _tokens[i], in report);
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

    private void Write(ConnectionColumn column, JsonEncodedText[] tokens, in ConnectionReport report)
    {
        switch (column.Kind)
        {
            case FieldKind.Number:
                if (column.Number!(in report) is long number)
                    _json.WriteNumberValue(number);
                else
                    _json.WriteNullValue();
                return;
            case FieldKind.Words:
                uint words = column.Words!.WordsOf(in report);
                if (BitOperations.IsPow2(words))
                {
                    _json.WriteStringValue(tokens[BitOperations.TrailingZeroCount(words)]);
                    return;
                }

                _text.Text.Clear();
                FieldText.AppendWords(_text.Text, words, column.Words.Words);
                Write(column.Kind, _text.Text.Written);
                return;
            case FieldKind.Name:
                _json.WriteStringValue(column.Chosen!(in report, _text.Text.Frames.Files));
                return;
            case FieldKind.Sentence:
                _text.Text.Clear();
                column.Long!(in report, _text.Text);
                Write(column.Kind, _text.Text.Written);
                return;
            default:
                Span<byte> room = stackalloc byte[FieldText.Longest];
                Write(column.Kind, room[..column.Short!(in report, _text, room)]);
                return;
        }
    }

    private void Write(FieldKind kind, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            _json.WriteNullValue();
        else if (kind is FieldKind.Decimal or FieldKind.Truth)
            _json.WriteRawValue(text, skipInputValidation: true);
        else
            _json.WriteStringValue(text);
    }

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        _rows.GetSpan(1)[0] = (byte)'\n';
        _rows.Advance(1);
    }
}
