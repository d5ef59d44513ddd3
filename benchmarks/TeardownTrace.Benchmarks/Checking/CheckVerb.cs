using System.Diagnostics;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Benchmarks.Generation;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Checking;

/// <summary><c>check</c>: runs the engine over a generated capture and compares the verdicts of all connections with their labels.</summary>
internal static class CheckVerb
{
    private const int Differs = 1;

    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        var given = new Arguments(args, "capture", "truth", "threads", "max-connections");
        string capture = given.Required("capture");
        var check = new VerdictCheck(TruthTable.Read(given.Text("truth", TrafficGenerator.TruthPath(capture))));
        var standard = new AnalysisOptions();
        var options = standard with
        {
            Threads = given.Number("threads", standard.Threads),
            MaxConnections = given.Number("max-connections", standard.MaxConnections),
        };

        var watch = Stopwatch.StartNew();
        using var analysis = new TeardownAnalysis(options);
        using IPacketSource source = CaptureFiles.Open(capture, new CaptureFileOptions());
        while (analysis.Advance(source))
        {
            foreach (ref readonly ConnectionReport report in analysis.Finished)
                check.Take(report);
        }

        AnalysisTotals totals = analysis.Totals;
        check.Print(Console.Out);
        Console.WriteLine(
            $"{totals.Packets:N0} packets in {watch.Elapsed.TotalSeconds:F2} s; {totals.EvictedHalfOpen:N0} half-open and {totals.EvictedIdle:N0} idle evicted; {source.Problems.Count} problems");
        return check.Holds && source.Problems.Count == 0 ? 0 : Differs;
    }
}
