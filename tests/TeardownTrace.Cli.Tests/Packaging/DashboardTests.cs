using System.Text.Json;
using System.Text.RegularExpressions;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Cli.Metrics;
using TeardownTrace.Cli.Tests.Metrics;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests.Packaging;

/// <summary>The dashboard asks for what the instruments give, under the names that Prometheus makes of them, and leaves none out.</summary>
[Collection(nameof(MetricsAlone))]
public sealed partial class DashboardTests
{
    /// <summary>What Prometheus takes from the resource: service.name and service.instance.id.</summary>
    private static readonly string[] ResourceLabels = ["job", "instance"];

    [Fact]
    public void Every_instrument_is_on_it_and_nothing_else() =>
        Assert.Equal(
            LiveInstruments.All.Select(PrometheusName).Order(StringComparer.Ordinal),
            Expressions().SelectMany(MetricsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void It_groups_and_selects_by_labels_that_the_series_have()
    {
        using var metrics = new LiveMetrics();
        AnalysisTotals totals = AnalysedCapture.OfFile(SourceTree.EveryVerdict)!.Totals;
        long[] none = new long[Vocabulary.States.Count];
        metrics.Update(totals, new StateCensus(0, none, none, []), default);
        CollectedSeries collected = CollectedSeries.Collect();
        foreach (string expression in Expressions())
        {
            HashSet<string> known = [.. ResourceLabels];
            foreach (string metric in MetricsOf(expression))
            {
                string instrument = LiveInstruments.All.Single(candidate => PrometheusName(candidate) == metric).Name;
                known.UnionWith(collected.Of(instrument).SelectMany(series => LabelsIn(series.Key)));
            }

            Assert.All(LabelsOf(expression), label => Assert.Contains(label, (IEnumerable<string>)known));
        }
    }

    [Fact]
    public void Legends_name_labels_that_are_grouped_by()
    {
        foreach (JsonElement target in Targets())
        {
            string expression = target.GetProperty("expr").GetString()!;
            foreach (Match label in Legend().Matches(target.GetProperty("legendFormat").GetString()!))
                Assert.Contains(label.Groups["label"].Value, LabelsOf(expression));
        }
    }

    [Fact]
    public void Panels_do_not_overlap_and_have_numbers_of_their_own()
    {
        JsonElement[] panels = [.. Dashboard().GetProperty("panels").EnumerateArray()];
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        HashSet<(int, int)> taken = [];
        foreach (JsonElement place in panels.Select(panel => panel.GetProperty("gridPos")))
        {
            for (int x = 0; x < place.GetProperty("w").GetInt32(); x++)
            {
                for (int y = 0; y < place.GetProperty("h").GetInt32(); y++)
                    Assert.True(taken.Add((place.GetProperty("x").GetInt32() + x, place.GetProperty("y").GetInt32() + y)), "two panels overlap");
            }
        }

        Assert.All(taken, cell => Assert.InRange(cell.Item1, 0, 23));
    }

    private static JsonElement Dashboard() =>
        JsonDocument.Parse(File.ReadAllText(SourceTree.PathOf("src", "TeardownTrace.Cli", "Packaging", "grafana-dashboard.json"))).RootElement;

    private static IEnumerable<JsonElement> Targets() =>
        Dashboard().GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray());

    private static IEnumerable<string> Expressions() => Targets().Select(target => target.GetProperty("expr").GetString()!);

    /// <summary>
    /// The name that Prometheus gives a metric of OTLP (the specification's "Prometheus and OpenMetrics compatibility"): what is no letter becomes an
    /// underscore, a unit in braces is left out and others are spelt out, a sum that only grows ends in total.
    /// </summary>
    private static string PrometheusName(LiveInstrument instrument)
    {
        string unit = instrument.Unit switch
        {
            "By" => "_bytes",
            ['{', ..] => "",
            _ => throw new NotSupportedException($"how Prometheus spells {instrument.Unit} is not written here"),
        };
        return instrument.Name.Replace('.', '_') + unit + (instrument.OnlyGrows ? "_total" : "");
    }

    private static IEnumerable<string> LabelsIn(string series) =>
        CollectedSeries.AttributesIn(series).Select(name => name.Replace('.', '_'));

    private static IEnumerable<string> MetricsOf(string expression) =>
        Metric().Matches(Grouping().Replace(Selection().Replace(expression, ""), "")).Select(match => match.Value);

    private static string[] LabelsOf(string expression) =>
    [
        .. Selection().Matches(expression).SelectMany(match => Matcher().Matches(match.Value)).Select(match => match.Groups["label"].Value),
        .. Grouping().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries)),
    ];

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Selection();

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<label>\w+)=~?""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\bteardowntrace_\w+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Legend();
}
