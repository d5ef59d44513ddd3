namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Whether the vantage shows what the verdict says.</summary>
public enum Confidence : byte
{
    /// <summary>It does.</summary>
    Certain,

    /// <summary>The capture began after, ended before, dropped or saw one direction of what would decide.</summary>
    Inconclusive,
}
