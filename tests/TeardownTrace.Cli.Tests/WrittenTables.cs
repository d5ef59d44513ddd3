using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Reporting;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests;

/// <summary>An analysed capture in every output format: whatever the numbers are, every writer has words for them.</summary>
internal static class WrittenTables
{
    public static void Write(AnalysedCapture analysed)
    {
        foreach (OutputFormat format in OutputFormat.All)
        {
            using IReportWriter writer = format.Open(Stream.Null, ConnectionColumns.All);
            writer.BeginCapture(["damaged"]);
            foreach (ConnectionReport row in analysed.Rows)
                writer.Write([row]);
            writer.Complete(analysed.Totals, []);
        }
    }
}
