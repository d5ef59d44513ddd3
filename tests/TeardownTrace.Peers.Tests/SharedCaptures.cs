namespace TeardownTrace.Peers.Tests;

/// <summary>The captures beside the repository: real ones with their peers' answers, and those whose truth a kernel told.</summary>
internal static class SharedCaptures
{
    private static readonly string[] NotCaptures = [".tsv", ".md", ".json"];

    /// <summary>Folder of both kinds; null where it is not there.</summary>
    private static string? Root { get; } = Find();

    /// <summary>Path of one capture; the test is skipped without it.</summary>
    /// <param name="relative">Such as <c>kernel/01-client-closes-first.pcap</c>.</param>
    public static string Require(string relative)
    {
        string path = Path.Combine(Root ?? "", relative);
        Assert.SkipUnless(Root is not null && File.Exists(path), $"../shared/captures/{relative} is not here");
        return path;
    }

    /// <summary>All captures of a kind, as <c>kind/file</c>, in order of their names; the test is skipped where there are none.</summary>
    public static IReadOnlyList<string> All(params ReadOnlySpan<string> kinds)
    {
        Assert.SkipUnless(Root is not null, "../shared/captures is not here");
        var found = new List<string>();
        foreach (string kind in kinds)
        {
            foreach (string path in Directory.EnumerateFiles(Path.Combine(Root!, kind)))
            {
                if (!NotCaptures.Contains(Path.GetExtension(path)))
                    found.Add($"{kind}/{Path.GetFileName(path)}");
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TeardownTrace.sln")))
            {
                string captures = Path.Combine(folder.FullName, "..", "shared", "captures");
                return Directory.Exists(captures) ? Path.GetFullPath(captures) : null;
            }
        }

        return null;
    }
}
