using System.Runtime.CompilerServices;

namespace TeardownTrace.Testing;

/// <summary>The source tree that this assembly was built from.</summary>
public static class SourceTree
{
    /// <summary>The repository's top folder.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>The capture made of all trace scripts.</summary>
    public static string EveryVerdict { get; } = PathOf("testdata", "captures", "every-verdict.pcapng");

    /// <summary>A file or folder in it.</summary>
    /// <param name="parts">From the top folder on.</param>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
