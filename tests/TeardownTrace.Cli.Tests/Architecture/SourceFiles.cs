using System.Text.RegularExpressions;
using System.Xml.Linq;
using TeardownTrace.Testing;

namespace TeardownTrace.Cli.Tests.Architecture;

/// <summary>The sources of the product as text: what depends on what shows there, also inside methods.</summary>
internal static partial class SourceFiles
{
    /// <summary>The projects, the topmost first: each may refer to those after it only.</summary>
    public static IReadOnlyList<string> Layers { get; } = ["Cli", "Reporting", "Analysis", "Capture"];

    /// <summary>The project file of a layer.</summary>
    public static XDocument Project(string layer) =>
        XDocument.Load(SourceTree.PathOf("src", $"TeardownTrace.{layer}", $"TeardownTrace.{layer}.csproj"));

    /// <summary>What a project includes of a kind, by name.</summary>
    public static IEnumerable<string> Included(string layer, string kind) =>
        Project(layer).Descendants(kind).Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')));

    /// <summary>The source files of a folder, by name without extension.</summary>
    public static IEnumerable<(string Name, string Text)> In(params ReadOnlySpan<string> folder) =>
        Directory.EnumerateFiles(SourceTree.PathOf(["src", .. folder]), "*.cs", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileNameWithoutExtension(path), Comment().Replace(File.ReadAllText(path), "")));

    [GeneratedRegex("//.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Comment();
}
