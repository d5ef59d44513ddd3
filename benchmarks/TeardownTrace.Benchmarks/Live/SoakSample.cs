namespace TeardownTrace.Benchmarks.Live;

/// <summary>A moment of a soak.</summary>
/// <param name="Seconds">Since the traffic began.</param>
/// <param name="ResidentKibibytes">Resident memory of the program.</param>
/// <param name="Made">Connections made so far.</param>
/// <param name="Packets">Packets on the interface so far.</param>
/// <param name="Lost">Packets that the program says it lost so far.</param>
/// <param name="Open">Connections that it says are in some state now; those that are over and kept for late segments are not among them.</param>
/// <param name="CpuSeconds">Time of processors that it has used.</param>
internal readonly record struct SoakSample(double Seconds, long ResidentKibibytes, long Made, long Packets, long Lost, long Open, double CpuSeconds);
