namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What a token on the command line selects: connections for which one of some words of one column holds.</summary>
public sealed class VocabularySelector
{
    private readonly uint _words;

    internal VocabularySelector(string token, VocabularyColumn column, uint words)
    {
        Token = token;
        Column = column;
        _words = words;
    }

    /// <summary>The token as given.</summary>
    public string Token { get; }

    /// <summary>The column it looks at.</summary>
    public VocabularyColumn Column { get; }

    /// <summary>Whether a connection is selected.</summary>
    /// <param name="report">The connection.</param>
    public bool Matches(in ConnectionReport report) => (Column.WordsOf(in report) & _words) != 0;

    /// <summary>Whether any of several selects a connection; none does where there are none.</summary>
    /// <param name="selectors">What was selected by.</param>
    /// <param name="report">The connection.</param>
    public static bool AnyMatches(IReadOnlyList<VocabularySelector> selectors, in ConnectionReport report)
    {
        ArgumentNullException.ThrowIfNull(selectors);
        for (int i = 0; i < selectors.Count; i++)
        {
            if (selectors[i].Matches(in report))
                return true;
        }

        return false;
    }
}
