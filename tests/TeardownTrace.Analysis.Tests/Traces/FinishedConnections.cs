using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Pipeline;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing.Packets;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Traces;

/// <summary>What the tracker leaves of the connections of some frames, before anything is said of them.</summary>
internal static class FinishedConnections
{
    public static IReadOnlyList<FinishedConnection> Of(IReadOnlyList<TraceFrame> frames, AnalysisOptions options)
    {
        using MemoryPacketSource source = TracePackets.Open(frames);
        using var crew = new WorkCrew(threads: 1);
        var map = new FrameMap();
        map.Begin(source.Files);
        using var v4 = new FamilyPartition<FlowKeyV4>(options, options.MaxConnections, map, new());
        using var v6 = new FamilyPartition<FlowKeyV6>(options, options.MaxConnections, map, new());
        var round = new Round(crew, filter: null, map, [v4], [v6]);
        var counters = new DecodeCounters();
        while (round.Step(source, counters))
        {
        }

        round.Drain(counters);
        List<FinishedConnection> finished = [];
        foreach (Partition partition in (Partition[])[v4, v6])
        {
            partition.FinishAll(round.Now);
            while (partition.TryTake(out TeardownFacts facts))
                finished.Add(new FinishedConnection(facts.Ends, facts.Connection, facts.Rare, facts.Until));
        }

        return finished;
    }
}
