using System.IO.Enumeration;

namespace TeardownTrace.Capture.Pieces;

/// <summary>Names with <c>*</c> and <c>?</c> that no shell has expanded (quoted, or a shell that does not).</summary>
internal static class PathPattern
{
    private static readonly char[] Wildcards = ['*', '?'];

    /// <summary>
    /// The files a name stands for: itself where a file has that name or it holds no wildcard, else every file that matches, in
    /// ordinal order. A pattern that nothing matches stays, and is reported as a missing file when it is opened.
    /// </summary>
    public static IEnumerable<string> Expand(string name)
    {
        if (name.IndexOfAny(Wildcards) < 0 || File.Exists(name))
            return [name];
        string[] matches = [.. Matches(name).Order(StringComparer.Ordinal)];
        return matches.Length == 0 ? [name] : matches;
    }

    private static IEnumerable<string> Matches(string pattern)
    {
        string folder = Path.GetDirectoryName(pattern) ?? string.Empty;
        string file = Path.GetFileName(pattern);
        IEnumerable<string> folders = folder.IndexOfAny(Wildcards) < 0 ? [folder] : Folders(folder);
        return folders.SelectMany(parent => Entries(parent, file, Directory.EnumerateFiles));
    }

    private static IEnumerable<string> Folders(string pattern)
    {
        string parent = Path.GetDirectoryName(pattern) ?? string.Empty;
        string last = Path.GetFileName(pattern);
        IEnumerable<string> parents = parent.IndexOfAny(Wildcards) < 0 ? [parent] : Folders(parent);
        return last.IndexOfAny(Wildcards) < 0
            ? parents.Select(folder => Path.Join(folder, last)).Where(Directory.Exists)
            : parents.SelectMany(folder => Entries(folder, last, Directory.EnumerateDirectories));
    }

    private static IEnumerable<string> Entries(string folder, string pattern, Func<string, IEnumerable<string>> list)
    {
        string[] entries;
        try
        {
            entries = [.. list(folder.Length == 0 ? "." : folder)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What may not be listed matches nothing, as in a shell.
            return [];
        }

        return entries
            .Select(entry => Path.GetFileName(entry))
            .Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            .Where(name => !name.StartsWith('.') || pattern.StartsWith('.'))
            .Select(name => Path.Join(folder, name));
    }
}
