namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What a column of words is to those who name its words, or itself, without <c>column=word</c>.</summary>
[Flags]
internal enum VocabularyTraits
{
    /// <summary>It may be empty, and a word that no other column has is known by itself.</summary>
    None = 0,

    /// <summary>Word 0 says that there is nothing to tell.</summary>
    HasNone = 1,

    /// <summary>Every connection has one of its words: its name alone would select everything.</summary>
    AlwaysFilled = 2,

    /// <summary>Its words are what a report is read for: alone, they are meant before those of any other column.</summary>
    First = 4,

    /// <summary>Its words say little alone.</summary>
    NeverBare = 8,
}
