using TeardownTrace.Testing.Reference;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>Engine and reference tracker see the same seeded traffic and must say the same; what they differ on is printed as a script.</summary>
public sealed class DifferentialTests
{
    private const int SeedsOfARun = 1000;

    /// <summary>Seeds on which the specification leaves room, each with its reason.</summary>
    private static readonly Dictionary<int, string> Ambiguous = new()
    {
        [2184] = "the only measure of the round trip is an ACK of the handshake that was lost: crossed or lost depends on it",
        [2345] = "a forged RST of the third incarnation falls on the numbers of the second",
        [3241] = "the only measure of the round trip is an ACK of the handshake that was lost: crossed or lost depends on it",
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(3000)]
    public void Engine_and_reference_agree(int firstSeed) => CheckRun(firstSeed, ForgedResets.OutOfWindow);

    [Theory]
    [InlineData(4000)]
    [InlineData(5000)]
    public void Engine_and_reference_agree_on_plausible_resets(int firstSeed) => CheckRun(firstSeed, ForgedResets.InWindow);

    [Fact]
    public void The_same_seed_gives_the_same_traffic() => Assert.Equal(RandomTraffic.Generate(7), RandomTraffic.Generate(7));

    [Fact]
    public void Seeds_bring_about_most_ways_to_end()
    {
        AnalysisOptions options = new() { Threads = 1 };
        string[] kinds =
        [
            .. Enumerable.Range(0, SeedsOfARun)
                .SelectMany(seed => ReferenceTracker.Track(RandomTraffic.Generate(seed), options))
                .Select(report => report.Columns["close_kind"])
                .Distinct(),
        ];

        Assert.Superset(
            new HashSet<string>(["graceful", "simultaneous", "half-closed", "unacknowledged", "reset"], StringComparer.Ordinal),
            new HashSet<string>(kinds, StringComparer.Ordinal));
    }

    private static void CheckRun(int firstSeed, ForgedResets forged)
    {
        AnalysisOptions options = new() { Threads = 1, MaxConnections = 256 };
        List<string> failures = [];
        for (int seed = firstSeed; seed < firstSeed + SeedsOfARun; seed++)
        {
            if (Ambiguous.ContainsKey(seed))
                continue;
            IReadOnlyList<TraceFrame> frames = RandomTraffic.Generate(seed, forged);
            List<string> differences = ReferenceComparison.Compare(
                $"seed {seed}",
                ReferenceTracker.Track(frames, options),
                TraceEngine.Analyse(frames, options));
            if (differences.Count > 0)
                failures.Add($"{string.Join('\n', differences)}\n{TraceFormat.Script($"Seed {seed}.", frames)}");
        }

        TraceMismatchException.ThrowIfAny(failures);
    }
}
