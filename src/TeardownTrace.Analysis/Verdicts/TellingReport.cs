namespace TeardownTrace.Analysis.Verdicts;

/// <summary>A connection to look at. It has no number yet: the table numbers connections in the order of their beginnings.</summary>
/// <param name="Report">Its report; <see cref="ConnectionReport.Id"/> is 0.</param>
/// <param name="Files">The files its frames are numbered in, as given on the command line.</param>
public sealed record TellingReport(ConnectionReport Report, IReadOnlyList<string> Files);
