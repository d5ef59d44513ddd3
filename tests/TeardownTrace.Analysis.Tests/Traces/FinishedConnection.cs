using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>A connection as the tracker left it.</summary>
/// <param name="Ends">Addresses and ports.</param>
/// <param name="Connection">What was seen of it.</param>
/// <param name="Rare">Its rare facts; default when it has none.</param>
/// <param name="Until">Until when it was watched, nanoseconds.</param>
internal readonly record struct FinishedConnection(FlowEnds Ends, Connection Connection, RareFacts Rare, long Until);
