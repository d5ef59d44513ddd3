namespace TeardownTrace.Capture.Tests;

/// <summary>The captures that stand beside the repository on developers' machines; tests that need them skip without.</summary>
internal static class SharedCaptures
{
    public static string? Folder { get; } = Find();

    public static IEnumerable<string> Files(string pattern = "*") =>
        Folder is null ? [] : Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories).Where(IsCapture).Order(StringComparer.Ordinal);

    public static string Path(string name)
    {
        Assert.SkipWhen(Folder is null, "the shared captures are not on this machine");
        return System.IO.Path.Join(Folder, name);
    }

    private static bool IsCapture(string path) => System.IO.Path.GetExtension(path) is ".pcap" or ".pcapng" or ".gz";

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Join(folder.FullName, "TeardownTrace.sln")))
            {
                string captures = System.IO.Path.Join(folder.Parent?.FullName, "shared", "captures");
                return Directory.Exists(captures) ? captures : null;
            }
        }

        return null;
    }
}
