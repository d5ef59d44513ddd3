namespace TeardownTrace.Testing.Traces;

/// <summary>The scripts of <c>testdata/traces</c>.</summary>
internal static class TraceFolder
{
    /// <summary>File names of all scripts, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(SourceTree.PathOf("testdata", "traces"), "*.trace").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Reads one script.</summary>
    public static TraceScript Read(string name)
    {
        string path = SourceTree.PathOf("testdata", "traces", name);
        return TraceParser.Parse(path, File.ReadAllText(path));
    }
}
