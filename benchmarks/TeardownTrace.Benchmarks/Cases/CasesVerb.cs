using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace TeardownTrace.Benchmarks.Cases;

/// <summary><c>cases</c>: BenchmarkDotNet. In this process, because a project it generated would inherit this repository's build rules.</summary>
internal static class CasesVerb
{
    /// <summary>Runs what the arguments select.</summary>
    public static int Run(string[] args)
    {
        IConfig config = DefaultConfig.Instance
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "teardowntrace-benchmarks"))
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromTypes([typeof(StageCases), typeof(TrackCases)]).Run(args, config);
        return 0;
    }
}
