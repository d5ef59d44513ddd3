using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>One column of the connection table: its name in CSV, JSON and <c>--fields</c>, what it says, and how its values are read.</summary>
public sealed class ConnectionColumn
{
    internal ConnectionColumn(string name, string sentence, FieldKind kind, TextReader read)
    {
        Name = name;
        Sentence = sentence;
        Kind = kind;
        Text = read;
    }

    internal ConnectionColumn(string name, string sentence, NumberReader read)
    {
        Name = name;
        Sentence = sentence;
        Kind = FieldKind.Number;
        Number = read;
    }

    internal ConnectionColumn(VocabularyColumn words)
    {
        Name = words.Term.Token;
        Sentence = words.Term.Sentence;
        Kind = FieldKind.Words;
        Words = words;
    }

    /// <summary>The value of a connection in UTF-8, empty where it has none; valid until the next text is put together in the same place.</summary>
    internal delegate ReadOnlySpan<byte> TextReader(in ConnectionReport report, FieldText text);

    /// <summary>The value of a connection; null where it has none.</summary>
    internal delegate long? NumberReader(in ConnectionReport report);

    /// <summary>The name, lower case with underscores.</summary>
    public string Name { get; }

    /// <summary>What it says, in one sentence.</summary>
    public string Sentence { get; }

    internal FieldKind Kind { get; }

    /// <summary>The words, of a column of <see cref="FieldKind.Words"/>.</summary>
    internal VocabularyColumn? Words { get; }

    /// <summary>Reads a value of <see cref="FieldKind.Number"/>.</summary>
    internal NumberReader? Number { get; }

    /// <summary>Reads a value of any other kind.</summary>
    internal TextReader? Text { get; }
}
