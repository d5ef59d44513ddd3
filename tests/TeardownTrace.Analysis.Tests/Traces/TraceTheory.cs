using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>Every script holds: the verdict over the whole capture, the states over a capture that stops after each line that states them.</summary>
public sealed class TraceTheory
{
    [Theory]
    [ClassData(typeof(TraceScripts))]
    public void Verdict_is_the_scripts(string name)
    {
        TraceScript script = TraceFolder.Read(name);

        TraceMismatchException.ThrowIfAny(TraceChecker.CheckVerdict(script, TraceEngine.Analyse(script.Frames, script.Options)));
    }

    [Theory]
    [ClassData(typeof(TraceScripts))]
    public void States_after_each_segment_are_the_scripts(string name)
    {
        TraceScript script = TraceFolder.Read(name);

        TraceMismatchException.ThrowIfAny(TraceChecker.CheckStates(script, frames => TraceEngine.Analyse(frames, script.Options)));
    }
}
