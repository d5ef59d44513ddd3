using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Tests;

/// <summary>The README's example of using the engine as a library; a test holds the two to each other line by line.</summary>
internal static class ReadmeExample
{
    // README begins here.
    internal static void Tell(string path, TextWriter output)
    {
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
        using TeardownAnalysis analysis = new(new AnalysisOptions());
        while (analysis.Advance(source))
        {
            foreach (ref readonly ConnectionReport report in analysis.Finished)
                output.WriteLine($"{report.ClientAddress}:{report.ClientPort} {Vocabulary.CloseKinds[(int)report.CloseKind].Token} {report.Confidence}");
        }

        output.WriteLine($"{analysis.Totals.Connections} connections in {analysis.Totals.Packets} packets");
        foreach (CaptureProblem problem in source.Problems)
            output.WriteLine(problem);
    }
    // README ends here.
}
