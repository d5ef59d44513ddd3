using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.Reference;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>
/// What is said of an ordinary ending at once is what all the rules say of it: over the scripts and over seeded traffic, and over each of their
/// connections with one bit or one number changed, so that no mask is too wide by one.
/// </summary>
public sealed class OrdinaryEndingTests
{
    private const int Seeds = 200;

    [Theory]
    [ClassData(typeof(TraceScripts))]
    public void Scripts_are_judged_alike(string name)
    {
        TraceScript script = TraceFolder.Read(name);

        foreach (FinishedConnection finished in FinishedConnections.Of(script.Frames, script.Options))
            CheckWithNeighbours(name, finished, script.Options);
    }

    [Fact]
    public void Random_traffic_is_judged_alike()
    {
        AnalysisOptions options = new();
        int ordinary = 0;
        int all = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            ForgedResets forged = seed % 2 == 0 ? ForgedResets.OutOfWindow : ForgedResets.InWindow;
            foreach (FinishedConnection finished in FinishedConnections.Of(RandomTraffic.Generate(seed, forged), options))
            {
                all++;
                ordinary += CheckWithNeighbours($"seed {seed}", finished, options) ? 1 : 0;
            }
        }

        Assert.InRange(ordinary, 1, all - 1);
    }

    private static bool CheckWithNeighbours(string where, in FinishedConnection finished, AnalysisOptions options)
    {
        foreach (Connection neighbour in NeighboursOf(finished.Connection, options))
            Check($"near {where}", finished, neighbour, options);
        return Check(where, finished, finished.Connection, options);
    }

    /// <summary>Whether the ending is ordinary.</summary>
    private static bool Check(string where, in FinishedConnection finished, in Connection connection, AnalysisOptions options)
    {
        FlowEnds ends = finished.Ends;
        RareFacts rare = finished.Rare;
        var facts = new TeardownFacts(ends, connection, rare, finished.Until, options);
        Party closer = OrdinaryEnding.CloserOf(connection, options);
        if (closer == Party.None)
            return false;

        Assert.Contains(closer, OrdinaryEnding.Closers.ToArray());
        Verdict verdict = VerdictRules.JudgeByAll(facts);
        Assert.True(OrdinaryEnding.VerdictOf(closer) == verdict, $"{where}: {OrdinaryEnding.VerdictOf(closer)} at once, by all the rules {verdict}");
        Assert.Equal(TellingRules.Ranks, TellingRules.RankOf(verdict, facts));
        return true;
    }

    private static IEnumerable<Connection> NeighboursOf(Connection connection, AnalysisOptions options)
    {
        for (int bit = 0; bit < 32; bit++)
        {
            yield return connection with { Marks = connection.Marks ^ (ConnectionMarks)(1u << bit) };
            yield return connection with { Low = connection.Low with { Evidence = connection.Low.Evidence ^ (EndpointEvidence)(1u << bit) } };
            yield return connection with { High = connection.High with { Evidence = connection.High.Evidence ^ (EndpointEvidence)(1u << bit) } };
        }

        foreach (int step in (int[])[-1, 1])
        {
            yield return connection with { Low = connection.Low with { Next = (uint)(connection.Low.Next + step) } };
            yield return connection with { High = connection.High with { Next = (uint)(connection.High.Next + step) } };
            yield return connection with { Low = connection.Low with { Acked = (uint)(connection.Low.Acked + step) } };
            yield return connection with { High = connection.High with { Acked = (uint)(connection.High.Acked + step) } };
            yield return connection with { Low = connection.Low with { FinAcknowledgment = (uint)(connection.High.FinEnd + step) } };
            yield return connection with { High = connection.High with { FinAcknowledgment = (uint)(connection.Low.FinEnd + step) } };
            yield return connection with { Low = connection.Low with { FinTime = connection.High.FinAckTime + options.FinTimeoutNs + step } };
            yield return connection with { High = connection.High with { FinTime = connection.Low.FinAckTime + options.FinTimeoutNs + step } };
        }

        yield return connection with { Low = connection.Low with { Unanswered = 2 } };
        yield return connection with { High = connection.High with { Unanswered = 2 } };
    }
}
