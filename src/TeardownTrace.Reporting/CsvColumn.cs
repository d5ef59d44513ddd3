using System.Numerics;
using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>One column as fields of CSV: those of bounded length go straight into the row's room, the others are appended to the rows.</summary>
internal sealed class CsvColumn
{
    private readonly CsvFields _fields;
    private readonly FieldKind _kind;
    private readonly ConnectionColumn.NumberReader? _number;
    private readonly ConnectionColumn.ShortWriter? _short;
    private readonly ConnectionColumn.SentenceWriter? _long;
    private readonly ConnectionColumn.NameReader? _chosen;
    private readonly VocabularyColumn? _words;
    private readonly ShortText[] _tokens;
    private string? _name;
    private byte[] _nameField = [];

    internal CsvColumn(ConnectionColumn column, CsvFields fields)
    {
        _fields = fields;
        _kind = column.Kind;
        _number = column.Number;
        _short = column.Short;
        _long = column.Long;
        _chosen = column.Chosen;
        _words = column.Words;
        _tokens = new ShortText[_words?.Words.Count ?? 0];
        for (int word = 0; word < _tokens.Length; word++)
            _tokens[word] = new ShortText(fields.Of(_words!.Words[word].Token));
    }

    /// <summary>Writes the field of a connection, if its length is bounded, into <see cref="FieldText.Longest"/> bytes of room.</summary>
    /// <returns>Bytes written; negative where <see cref="Append"/> writes this one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Write(in ConnectionReport report, FieldText text, Span<byte> room)
    {
        if (_number is not null)
            return _number(in report) is long number ? DecimalText.Write(number, room) : 0;
        if (_words is not null)
        {
            uint words = _words.WordsOf(in report);
            if (words == 0)
                return 0;
            return BitOperations.IsPow2(words) ? _tokens[BitOperations.TrailingZeroCount(words)].Write(room) : -1;
        }

        return _short is not null ? _short(in report, text, room) : -1;
    }

    /// <summary>Appends the field of a connection that may have any length.</summary>
    internal void Append(in ConnectionReport report, TextBuffer rows)
    {
        switch (_kind)
        {
            case FieldKind.Name:
                AppendName(_chosen!(in report, rows.Frames.Files), rows);
                return;
            case FieldKind.Words:
                FieldText.AppendWords(rows, _words!.WordsOf(in report), _words.Words);
                return;
            default:
                int start = rows.Length;
                _long!(in report, rows);
                ReadOnlySpan<byte> sentence = rows.Written[start..];
                if (!CsvFields.MayNeedQuotes(sentence))
                    return;
                ReadOnlySpan<byte> field = _fields.Of(sentence);
                rows.Truncate(start);
                rows.Append(field);
                return;
        }
    }

    /// <summary>Appends a name, which mostly is the one of the row before.</summary>
    private void AppendName(string name, TextBuffer rows)
    {
        if (!ReferenceEquals(name, _name))
        {
            _nameField = _fields.Of(name).ToArray();
            _name = name;
        }

        rows.Append(_nameField);
    }
}
