namespace TeardownTrace.Cli.Tests.Metrics;

/// <summary>Meters are known to the whole process by their name: what collects them runs alone.</summary>
[CollectionDefinition(nameof(MetricsAlone), DisableParallelization = true)]
public sealed class MetricsAlone;
