using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>All that verdicts need of a connection that has ended, without references: it can wait on disk for its row.</summary>
/// <param name="Ends">Addresses and ports.</param>
/// <param name="Connection">What was seen of it.</param>
/// <param name="Rare">Its rare facts; default when it has none.</param>
/// <param name="Until">Until when it was watched, nanoseconds.</param>
internal readonly record struct FinishedConnection(FlowEnds Ends, Connection Connection, RareFacts Rare, long Until);
