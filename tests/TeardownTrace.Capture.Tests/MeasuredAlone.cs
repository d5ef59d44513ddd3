namespace TeardownTrace.Capture.Tests;

/// <summary>Tests that measure memory, which is the whole process's: no other test runs beside them.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
