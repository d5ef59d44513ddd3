namespace TeardownTrace.Kernel.Tests;

/// <summary>The captures beside the repository whose truth a kernel told.</summary>
internal static class KernelCaptures
{
    private const string TruthSuffix = ".truth.json";

    /// <summary>Their names, in order; the test is skipped where there are none.</summary>
    public static IReadOnlyList<string> All()
    {
        string folder = Folder();
        Assert.SkipUnless(Directory.Exists(folder), "../shared/captures/kernel is not here");
        return
        [
            .. Directory.EnumerateFiles(folder, $"*{TruthSuffix}")
                .Select(path => Path.GetFileName(path)[..^TruthSuffix.Length])
                .Order(StringComparer.Ordinal),
        ];
    }

    public static string CapturePath(string name) => Path.Combine(Folder(), $"{name}.pcap");

    public static string TruthPath(string name) => Path.Combine(Folder(), $"{name}{TruthSuffix}");

    private static string Folder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TeardownTrace.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? "", "..", "shared", "captures", "kernel");
    }
}
