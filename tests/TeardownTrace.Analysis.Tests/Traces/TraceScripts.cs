using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>Every script by name, as theory data.</summary>
public sealed class TraceScripts : TheoryData<string>
{
    public TraceScripts()
    {
        foreach (string name in TraceFolder.Names)
            Add(name);
    }
}
