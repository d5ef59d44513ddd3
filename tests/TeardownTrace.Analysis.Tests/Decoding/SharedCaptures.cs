namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>Captures of real hosts and kernels that stand beside the repository on development machines.</summary>
internal static class SharedCaptures
{
    private static readonly string? Folder = Find();

    /// <summary>Names of the captures in a folder, relative to it; empty where the folder is missing.</summary>
    public static IEnumerable<string> Names(string folder) =>
        Folder is null
            ? []
            : Directory.EnumerateFiles(System.IO.Path.Join(Folder, folder))
                .Where(path => System.IO.Path.GetExtension(path) is ".pcap" or ".pcapng" or ".gz")
                .Select(path => System.IO.Path.GetFileName(path))
                .Order(StringComparer.Ordinal);

    /// <summary>The path of a capture; skips the test where the captures are missing.</summary>
    public static string Path(string folder, string name)
    {
        Assert.SkipWhen(Folder is null, "the shared captures are not on this machine");
        return System.IO.Path.Join(Folder, folder, name);
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Join(folder.FullName, "TeardownTrace.sln")))
                continue;
            string captures = System.IO.Path.Join(folder.Parent?.FullName, "shared", "captures");
            return Directory.Exists(captures) ? captures : null;
        }

        return null;
    }
}
