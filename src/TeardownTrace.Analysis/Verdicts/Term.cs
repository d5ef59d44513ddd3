namespace TeardownTrace.Analysis.Verdicts;

/// <summary>One word of the program's vocabulary, as it stands in columns, filters, help and documentation.</summary>
/// <param name="Token">The word as SPEC's tables and the columns have it: lower case, hyphens.</param>
/// <param name="Title">A short title for a person.</param>
/// <param name="Sentence">What it means, in one sentence.</param>
public sealed record Term(string Token, string Title, string Sentence);
