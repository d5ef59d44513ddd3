using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>A report that waits for its number.</summary>
/// <param name="Report">The report, without <see cref="ConnectionReport.Id"/> and <see cref="ConnectionReport.ReuseOf"/>.</param>
/// <param name="ReusedFirstPacket">First packet of the incarnation it reuses; -1 for none.</param>
internal readonly record struct FinishedReport(ConnectionReport Report, long ReusedFirstPacket);
