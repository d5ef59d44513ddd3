using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Stages;

/// <summary>The pipeline, stopped after a stage.</summary>
/// <param name="Name">Name of the last stage that runs.</param>
/// <param name="TakesThreads">Whether more than one thread can share its work.</param>
/// <param name="Run">Takes a whole capture through; returns its packets.</param>
internal sealed record Stage(string Name, bool TakesThreads, Func<IPacketSource, int, long> Run);
