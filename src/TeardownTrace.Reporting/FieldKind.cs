namespace TeardownTrace.Reporting;

/// <summary>What the values of a column are.</summary>
internal enum FieldKind
{
    /// <summary>Words of the vocabulary: none, one, or several where the column is a set.</summary>
    Words,

    /// <summary>Whole numbers.</summary>
    Number,

    /// <summary>Short texts of our own, of letters, digits, colons, dots and hyphens: they begin as no formula does.</summary>
    Text,

    /// <summary>Texts of our own of any length, which may have commas and name files; they begin with a letter or a bracket, never as a formula does.</summary>
    Sentence,

    /// <summary>Texts that somebody else chose, names of files: they may begin with anything, and being empty is no lack.</summary>
    Name,

    /// <summary>Numbers with decimals, as text.</summary>
    Decimal,

    /// <summary>True or false, as text.</summary>
    Truth,
}
