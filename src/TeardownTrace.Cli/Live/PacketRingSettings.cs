using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Cli.Live;

/// <summary>What <c>live --write</c> was asked to keep.</summary>
/// <param name="Path">The file; where files rotate, the time comes before its extension.</param>
/// <param name="MemoryBytes">Memory for the packets of connections whose report is not final yet.</param>
/// <param name="Only">Which connections; empty for every flagged one.</param>
internal sealed record PacketRingSettings(string Path, long MemoryBytes, IReadOnlyList<VocabularySelector> Only);
