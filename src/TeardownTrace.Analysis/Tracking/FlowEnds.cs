using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>The two ends of a flow, in the flow key's order.</summary>
internal readonly record struct FlowEnds(HostAddress LowAddress, ushort LowPort, HostAddress HighAddress, ushort HighPort);
