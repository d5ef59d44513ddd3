using TeardownTrace.Testing;

namespace TeardownTrace.Kernel.Tests;

/// <summary>The captures beside the repository whose truth a kernel told.</summary>
internal static class KernelCaptures
{
    private const string TruthSuffix = ".truth.json";

    private static string Folder => Path.Join(SharedCaptures.Folder, "kernel");

    /// <summary>Their names, in order; the test is skipped where there are none.</summary>
    public static IReadOnlyList<string> All()
    {
        SharedCaptures.Require();
        return
        [
            .. Directory.EnumerateFiles(Folder, $"*{TruthSuffix}")
                .Select(path => Path.GetFileName(path)[..^TruthSuffix.Length])
                .Order(StringComparer.Ordinal),
        ];
    }

    public static string CapturePath(string name) => Path.Join(Folder, $"{name}.pcap");

    public static string TruthPath(string name) => Path.Join(Folder, $"{name}{TruthSuffix}");
}
