using System.Text;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Cli.Metrics;
using TeardownTrace.Cli.Tests.Metrics;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests.Packaging;

/// <summary>The README's table of metrics is the program's own rows.</summary>
[Collection(nameof(MetricsAlone))]
public sealed class ReadmeMetricsTests
{
    /// <summary>Set to 1, the table is written anew instead of compared.</summary>
    private const string RewriteSwitch = "TEARDOWNTRACE_REWRITE_TESTDATA";

    private const string Begin = "<!-- generated: metrics -->\n";
    private const string End = "<!-- end of generated -->\n";

    [Fact]
    public void It_lists_every_instrument_with_its_attributes()
    {
        string path = SourceTree.PathOf("README.md");
        string readme = File.ReadAllText(path);
        int from = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int to = readme.IndexOf(End, from, StringComparison.Ordinal);
        string table = Table();
        if (Environment.GetEnvironmentVariable(RewriteSwitch) == "1")
            File.WriteAllText(path, readme[..from] + table + readme[to..]);
        else
            Assert.True(table == readme[from..to], $"the instruments have changed: set {RewriteSwitch}=1 and run this test again");
    }

    private static string Table()
    {
        using var metrics = new LiveMetrics();
        AnalysisTotals totals = AnalysedCapture.OfFile(SourceTree.EveryVerdict)!.Totals;
        long[] none = new long[Vocabulary.States.Count];
        metrics.Update(totals, new StateCensus(0, none, none, []), default);
        CollectedSeries collected = CollectedSeries.Collect();
        StringBuilder table = new("| metric | unit | attributes | says |\n| --- | --- | --- | --- |\n");
        foreach (LiveInstrument instrument in LiveInstruments.All)
        {
            IEnumerable<string> attributes = collected.Of(instrument.Name)
                .SelectMany(series => CollectedSeries.AttributesIn(series.Key))
                .Distinct(StringComparer.Ordinal)
                .Select(attribute => $"`{attribute}`");
            table.Append($"| `{instrument.Name}` | `{instrument.Unit}` | {string.Join(", ", attributes)} | {instrument.Description} |\n");
        }

        return table.ToString();
    }
}
