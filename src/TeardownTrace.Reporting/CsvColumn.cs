using System.Numerics;
using CsvHelper;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>
/// One column as fields of CSV, each in the form that the CSV library writes fastest: short texts as UTF-16, which it narrows and checks for quotes in
/// one pass (5 ns a field; 7.5 as UTF-8, measured with version 34), what is put together for the row as UTF-8.
/// </summary>
internal sealed class CsvColumn
{
    /// <summary>Numbers below this one are words that are made once: counts mostly are.</summary>
    private const int FewestLongNumbers = 1000;

    private static readonly string[] ShortNumbers = [.. Enumerable.Range(0, FewestLongNumbers).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    private readonly ConnectionColumn.NumberReader? _number;
    private readonly ConnectionColumn.TextReader? _text;
    private readonly VocabularyColumn? _words;
    private readonly string[] _tokens;
    private readonly SpreadsheetSafeName? _name;

    internal CsvColumn(ConnectionColumn column)
    {
        Name = column.Name;
        _number = column.Number;
        _text = column.Text;
        _words = column.Words;
        _tokens = [.. column.Words?.Words.Select(word => word.Token) ?? []];
        _name = column.Kind == FieldKind.Name ? new SpreadsheetSafeName() : null;
    }

    internal string Name { get; }

    internal void Write(in ConnectionReport report, FieldText text, CsvWriter csv)
    {
        if (_number is not null)
            Write(_number(in report), csv);
        else if (_words is not null)
            Write(_words.WordsOf(in report), text, csv);
        else if (_name is not null)
            _name.Write(_text!(in report, text), csv);
        else
            Write(_text!(in report, text), csv);
    }

    private static void Write(long? number, CsvWriter csv)
    {
        if (number is not long known)
            csv.WriteField(ReadOnlySpan<char>.Empty);
        else if ((ulong)known < FewestLongNumbers)
            csv.WriteField(ShortNumbers[(int)known].AsSpan());
        else
            csv.WriteField(known);
    }

    private static void Write(ReadOnlySpan<byte> text, CsvWriter csv)
    {
        if (text.IsEmpty)
            csv.WriteField(ReadOnlySpan<char>.Empty);
        else
            csv.WriteField(text);
    }

    private void Write(uint words, FieldText text, CsvWriter csv)
    {
        if (BitOperations.IsPow2(words))
            csv.WriteField(_tokens[BitOperations.TrailingZeroCount(words)].AsSpan());
        else
            Write(text.OfWords(words, _words!.Words), csv);
    }
}
