using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Testing.Traces;

/// <summary>Runs the engine over a source and keeps every report.</summary>
internal static class TraceEngine
{
    public static IReadOnlyList<ConnectionReport> Analyse(IPacketSource source, AnalysisOptions options)
    {
        using TeardownAnalysis analysis = new(options);
        List<ConnectionReport> reports = [];
        while (analysis.Advance(source))
            reports.AddRange(analysis.Finished);
        return reports;
    }

    public static IReadOnlyList<ConnectionReport> Analyse(IReadOnlyList<TraceFrame> frames, AnalysisOptions options)
    {
        using IPacketSource source = TracePackets.Open(frames);
        return Analyse(source, options);
    }
}
