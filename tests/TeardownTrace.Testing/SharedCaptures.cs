using Xunit;

namespace TeardownTrace.Testing;

/// <summary>
/// The captures that stand beside the repository on developers' machines: <c>real/</c> with what peers say of them, <c>kernel/</c> with the
/// truth a kernel told. Tests that need them skip where they are missing.
/// </summary>
public static class SharedCaptures
{
    private const string Reason = "the shared captures are not on this machine";

    /// <summary>Where they are; null where they are missing.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Every capture as <c>kind/file</c>, in ordinal order; none where they are missing.</summary>
    /// <param name="pattern">Of the file's name.</param>
    public static IReadOnlyList<string> Names(string pattern = "*") =>
        Folder is null
            ? []
            : [.. Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories)
                .Where(IsCapture)
                .Select(path => System.IO.Path.GetRelativePath(Folder, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal)];

    /// <summary>The names as the rows of a theory; one row, which will skip, where the captures are missing.</summary>
    public static TheoryData<string> Rows() => Folder is null ? ["real/none.pcap"] : [.. Names()];

    /// <summary>The path of a capture, or of what stands beside it; skips the test where it is missing.</summary>
    /// <param name="name">Such as <c>kernel/01-client-closes-first.pcap</c>.</param>
    public static string Path(string name)
    {
        string path = System.IO.Path.Join(Folder, name);
        Assert.SkipUnless(Folder is not null && File.Exists(path), $"{Reason}: {name}");
        return path;
    }

    /// <summary>Skips the test where the captures are missing.</summary>
    public static void Require() => Assert.SkipWhen(Folder is null, Reason);

    private static bool IsCapture(string path) => System.IO.Path.GetExtension(path) is ".pcap" or ".pcapng" or ".gz";

    private static string? Find()
    {
        string captures = System.IO.Path.GetFullPath(System.IO.Path.Join(SourceTree.Root, "..", "shared", "captures"));
        return Directory.Exists(captures) ? captures : null;
    }
}
