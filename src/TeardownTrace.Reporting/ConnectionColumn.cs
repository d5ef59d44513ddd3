using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>One column of the connection table: its name in CSV, JSON and <c>--fields</c>, what it says, and how its values are read.</summary>
public sealed class ConnectionColumn
{
    internal ConnectionColumn(string name, string sentence, FieldKind kind, ShortWriter write)
        : this(name, sentence, kind) => Short = write;

    internal ConnectionColumn(string name, string sentence, SentenceWriter write)
        : this(name, sentence, FieldKind.Sentence) => Long = write;

    internal ConnectionColumn(string name, string sentence, NameReader read)
        : this(name, sentence, FieldKind.Name) => Chosen = read;

    internal ConnectionColumn(string name, string sentence, NumberReader read)
        : this(name, sentence, FieldKind.Number) => Number = read;

    internal ConnectionColumn(VocabularyColumn words)
        : this(words.Term.Token, words.Term.Sentence, FieldKind.Words) => Words = words;

    private ConnectionColumn(string name, string sentence, FieldKind kind)
    {
        Name = name;
        Sentence = sentence;
        Kind = kind;
    }

    /// <summary>Writes the value of a connection in UTF-8 into <see cref="FieldText.Longest"/> bytes of room; returns the bytes written, none where it has none.</summary>
    internal delegate int ShortWriter(in ConnectionReport report, FieldText text, Span<byte> room);

    /// <summary>Appends the value of a connection in UTF-8.</summary>
    internal delegate void SentenceWriter(in ConnectionReport report, TextBuffer text);

    /// <summary>The value of a connection, whose frames are numbered in <paramref name="files"/>.</summary>
    internal delegate string NameReader(in ConnectionReport report, IReadOnlyList<string> files);

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

    /// <summary>Reads a value of <see cref="FieldKind.Name"/>.</summary>
    internal NameReader? Chosen { get; }

    /// <summary>Writes a value of <see cref="FieldKind.Sentence"/>.</summary>
    internal SentenceWriter? Long { get; }

    /// <summary>Writes a value of any other kind.</summary>
    internal ShortWriter? Short { get; }
}
