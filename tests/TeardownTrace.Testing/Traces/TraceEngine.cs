using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Testing.Traces;

/// <summary>Runs the engine over a source and keeps every report.</summary>
internal static class TraceEngine
{
    public static IReadOnlyList<ConnectionReport> Analyse(IPacketSource source, AnalysisOptions options) =>
        AnalysedCapture.Of(source, options.Threads, options).Rows;

    public static IReadOnlyList<ConnectionReport> Analyse(IReadOnlyList<TraceFrame> frames, AnalysisOptions options)
    {
        using IPacketSource source = TracePackets.Open(frames);
        return Analyse(source, options);
    }
}
