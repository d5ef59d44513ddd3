namespace TeardownTrace.Analysis.Verdicts;

/// <summary>A column of the connection table whose values are words: its name, its words, and which of them hold for a connection.</summary>
public sealed class VocabularyColumn
{
    private readonly WordReader _wordsOf;
    private readonly VocabularyTraits _traits;

    internal VocabularyColumn(Term term, IReadOnlyList<Term> words, WordReader wordsOf, VocabularyTraits traits = VocabularyTraits.None)
    {
        Term = term;
        Words = words;
        _wordsOf = wordsOf;
        _traits = traits;
    }

    /// <summary>Tells the words of one connection as a set of bits; bit i is word i.</summary>
    internal delegate uint WordReader(in ConnectionReport report);

    /// <summary>The column's own name (the token), title and meaning.</summary>
    public Term Term { get; }

    /// <summary>The words it can hold, by value of its enum (for flags: by bit).</summary>
    public IReadOnlyList<Term> Words { get; }

    /// <summary>Whether word 0 says that there is nothing to tell.</summary>
    public bool HasNone => Has(VocabularyTraits.HasNone);

    /// <summary>Every word but the one that says nothing, as bits.</summary>
    internal uint AllTelling => ((1u << Words.Count) - 1) & ~(HasNone ? 1u : 0u);

    internal bool Has(VocabularyTraits trait) => (_traits & trait) != 0;

    /// <summary>The words that hold for a connection, as bits by index into <see cref="Words"/>; 0 where the column is empty.</summary>
    /// <param name="report">The connection.</param>
    public uint WordsOf(in ConnectionReport report) => _wordsOf(in report);
}
