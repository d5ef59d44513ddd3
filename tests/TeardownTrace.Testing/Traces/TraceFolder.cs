namespace TeardownTrace.Testing.Traces;

/// <summary>The scripts of <c>testdata/traces</c>.</summary>
internal static class TraceFolder
{
    /// <summary>The <c>testdata</c> folder of the source tree that this assembly was built from.</summary>
    public static string TestData { get; } = SourceTree.PathOf("testdata");

    /// <summary>File names of all scripts, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(TestData, "traces"), "*.trace").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Reads one script.</summary>
    public static TraceScript Read(string name)
    {
        string path = Path.Combine(TestData, "traces", name);
        return TraceParser.Parse(path, File.ReadAllText(path));
    }
}
