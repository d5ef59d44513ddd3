using TeardownTrace.Testing.Reference;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>The reference tracker agrees with every script, as far as it covers the columns: the scripts test it before it tests the engine.</summary>
public sealed class ReferenceTraceTheory
{
    /// <summary>Cases outside what the reference covers, each with its reason.</summary>
    private static readonly Dictionary<string, string> NotCovered = new(StringComparer.Ordinal)
    {
        ["confidence-evicted.trace"] = "the reference keeps every connection",
        ["eviction-half-open-first.trace"] = "the reference keeps every connection",
    };

    [Theory]
    [ClassData(typeof(TraceScripts))]
    public void Verdict_is_the_scripts(string name)
    {
        TraceScript script = TraceFolder.Read(name);
        if (NotCovered.TryGetValue(name, out string? reason))
            Assert.Skip(reason);

        TraceMismatchException.ThrowIfAny(ReferenceComparison.CheckVerdict(script, ReferenceTracker.Track(script.Frames, script.Options)));
    }

    [Theory]
    [ClassData(typeof(TraceScripts))]
    public void States_after_each_segment_are_the_scripts(string name) =>
        TraceMismatchException.ThrowIfAny(ReferenceComparison.CheckStates(TraceFolder.Read(name)));
}
