using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Reference;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>Ordinary segments have a path of their own: whatever comes, no column of any row differs from what the full rules make of it.</summary>
public sealed class OrdinaryPathTests
{
    private const int SeedsOfARun = 1500;

    [Theory]
    [ClassData(typeof(TraceScripts))]
    public void A_script_gives_the_same_rows(string name)
    {
        TraceScript script = TraceFolder.Read(name);

        AssertSame(name, script.Frames, script.Options);
    }

    [Theory]
    [InlineData(10_000, ForgedResets.OutOfWindow)]
    [InlineData(20_000, ForgedResets.InWindow)]
    public void Seeded_traffic_gives_the_same_rows(int firstSeed, object forged)
    {
        for (int seed = firstSeed; seed < firstSeed + SeedsOfARun; seed++)
            AssertSame($"seed {seed}", RandomTraffic.Generate(seed, (ForgedResets)forged), new AnalysisOptions { Threads = 1, MaxConnections = 256 });
    }

    [Theory]
    [MemberData(nameof(SharedCaptures.Rows), MemberType = typeof(SharedCaptures))]
    public void A_capture_gives_the_same_rows(string name)
    {
        AnalysedCapture asItIs = AnalysedCapture.OfShared(name);

        AnalysedCapture full = AnalysedCapture.OfFile(SharedCaptures.Path(name), options: new AnalysisOptions { TakesAllInFull = true })!;

        Assert.Equal(full.Rows, asItIs.Rows);
    }

    private static void AssertSame(string what, IReadOnlyList<TraceFrame> frames, AnalysisOptions options)
    {
        IReadOnlyList<ConnectionReport> full = TraceEngine.Analyse(frames, options with { TakesAllInFull = true });
        IReadOnlyList<ConnectionReport> asItIs = TraceEngine.Analyse(frames, options);

        if (!full.SequenceEqual(asItIs))
            Assert.Fail($"{what}:\n{string.Join('\n', full)}\n{string.Join('\n', asItIs)}\n{TraceFormat.Script(what, frames)}");
    }
}
