using System.Text.RegularExpressions;

namespace TeardownTrace.Cli.Tests.Architecture;

/// <summary>
/// One straight line of projects, and inside the engine a direction of namespaces. (That everything public is documented, the compiler
/// sees to: documentation files are made and warnings are errors.)
/// </summary>
public sealed class DependencyTests
{
    private const string Project = "TeardownTrace.";

    private const string OnDemand = Project + "Capture.SharpPcap";

    /// <summary>
    /// Files of Tracking that name something of Verdicts, each with what: the words of some verdicts are decided when a segment comes, because
    /// what decides them is gone later. What follows from the facts afterwards is decided in Verdicts and nowhere else.
    /// </summary>
    private static readonly Dictionary<string, string> TrackingUsesVerdicts = new(StringComparer.Ordinal)
    {
        ["ResetAttribution"] = "the words for a RST, graded when it comes",
        ["ResetFacts"] = "the words for a RST, graded when it comes",
        ["ResetRules"] = "the words for a RST, graded when it comes",
        ["ReuseFacts"] = "the words for a reuse, known when its SYN comes",
        ["ReuseRules"] = "the words for a reuse, known when its SYN comes",
        ["SuccessionRules"] = "SynReuse: whether a SYN into TIME_WAIT has been answered yet",
        ["ZeekView"] = "ZeekHistory, a letter a segment",
    };

    [Fact]
    public void Projects_refer_downwards_only()
    {
        for (int i = 0; i < SourceFiles.Layers.Count; i++)
        {
            IEnumerable<string> below = SourceFiles.Layers.Skip(i + 1).Select(layer => Project + layer);
            Assert.Empty(SourceFiles.Included(SourceFiles.Layers[i], "ProjectReference").Except(below));
        }
    }

    [Fact]
    public void Every_project_of_the_product_has_its_layer_but_the_one_that_is_built_on_demand() =>
        Assert.Equal(
            SourceFiles.Layers.Select(layer => Project + layer).Append(OnDemand).Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(TeardownTrace.Testing.SourceTree.PathOf("src")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_built_on_demand_is_in_no_solution_and_known_to_no_project_of_the_product()
    {
        Assert.DoesNotContain(OnDemand, File.ReadAllText(TeardownTrace.Testing.SourceTree.PathOf("TeardownTrace.sln")), StringComparison.Ordinal);
        Assert.All(SourceFiles.Layers, layer => Assert.DoesNotContain(OnDemand, SourceFiles.Included(layer, "ProjectReference")));
    }

    [Theory]
    [InlineData("Cli", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "System.CommandLine")]
    [InlineData("Reporting", "CsvHelper", "Spectre.Console")]
    [InlineData("Analysis")]
    [InlineData("Capture")]
    public void A_package_is_known_to_one_project(string layer, params string[] packages) =>
        Assert.Equal(packages, Packages(layer));

    [Fact]
    public void Only_capture_may_be_unsafe_and_who_asks_for_cache_lines()
    {
        foreach (string layer in SourceFiles.Layers.Where(layer => layer is not ("Capture" or "Analysis")))
            Assert.Empty(SourceFiles.Project(layer).Descendants("AllowUnsafeBlocks"));
        IEnumerable<string> files = SourceFiles.Layers.Where(layer => layer != "Capture")
            .SelectMany(layer => SourceFiles.In(Project + layer))
            .Where(file => Regex.IsMatch(file.Text, @"\bunsafe\b", RegexOptions.None, TimeSpan.FromSeconds(10)))
            .Select(file => file.Name);
        Assert.Equal(["CacheLine", "LineArray", "Slab"], files);
    }

    [Fact]
    public void Decoding_knows_neither_tracking_nor_verdicts()
    {
        Assert.Empty(Naming("Decoding", "Tracking"));
        Assert.Empty(Naming("Decoding", "Verdicts"));
    }

    [Theory]
    [InlineData("Decoding")]
    [InlineData("Tracking")]
    [InlineData("Verdicts")]
    public void What_goes_through_the_pipeline_does_not_know_it(string from) => Assert.Empty(Naming(from, "Pipeline"));

    [Fact]
    public void Tracking_knows_of_verdicts_their_words_only() =>
        Assert.Equal(TrackingUsesVerdicts.Keys.Order(StringComparer.Ordinal), Naming("Tracking", "Verdicts"));

    /// <summary>Files in one namespace of the engine that name another, whether by a using directive or in full.</summary>
    private static IEnumerable<string> Naming(string from, string to) =>
        SourceFiles.In(Project + "Analysis", from)
            .Where(file => Regex.IsMatch(file.Text, $@"(?<![\w.])(TeardownTrace\.)?(Analysis\.)?{to}(;|\.[A-Z])", RegexOptions.None, TimeSpan.FromSeconds(10)))
            .Select(file => file.Name);

    private static IEnumerable<string> Packages(string layer) =>
        SourceFiles.Project(layer).Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value);
}
