namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What a report is called, in the order of the rows.</summary>
/// <param name="Id">Its number, from 1; 0 while it has none.</param>
/// <param name="Met">The number of the incarnation whose TIME_WAIT its SYN met, if any.</param>
internal readonly record struct ReportNumber(long Id, long? Met);
