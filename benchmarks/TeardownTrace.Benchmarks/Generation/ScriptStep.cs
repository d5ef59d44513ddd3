using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>One segment of a script.</summary>
/// <param name="Flags">Control bits.</param>
/// <param name="Length">Payload bytes.</param>
/// <param name="Traits">What is special about it.</param>
/// <param name="DelayNs">Time since the step before; 0 for what the round trip makes of it.</param>
/// <param name="Thinks">Shares of the connection's idle time that pass before it.</param>
internal readonly record struct ScriptStep(TcpFlags Flags, ushort Length, StepTraits Traits, long DelayNs, int Thinks)
{
    /// <summary>Whether all bits of <paramref name="traits"/> are set.</summary>
    public bool Has(StepTraits traits) => (Traits & traits) == traits;
}
