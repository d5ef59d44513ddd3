using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Output;

/// <summary>The files that one path rotates through, as they lie in its folder: plain, or compressed under the same name with <c>.gz</c>. Two runs must not share a path at once.</summary>
internal sealed class RotatedSeries
{
    internal const string Compressed = ".gz";
    private const string Unfinished = Compressed + ".part";

    private readonly string _folder;
    private readonly string _stem;
    private readonly string _extension;
    private RotatedName _offered;
    private RotatedName _last;

    internal RotatedSeries(string path)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetFullPath(path);
        _stem = Path.GetFileNameWithoutExtension(path);
        _extension = Path.GetExtension(path);
    }

    internal static string CompressedNameOf(string path) => path + Compressed;

    internal static string UnfinishedNameOf(string path) => path + Unfinished;

    /// <summary>A path that no file has or had in this run, for a file begun now; the next call may give it again unless <see cref="Use"/> comes between.</summary>
    internal string NextPath(Timestamp now)
    {
        RotatedName name = RotatedName.FirstOf(now);
        if (name.Begun == _last.Begun)
            name = _last with { Count = _last.Count + 1 };
        while (File.Exists(PathOf(name)) || File.Exists(CompressedNameOf(PathOf(name))))
            name = name with { Count = name.Count + 1 };
        _offered = name;
        return PathOf(name);
    }

    /// <summary>A file was begun under the path that was given last.</summary>
    internal void Use() => _last = _offered;

    /// <summary>The finished files beyond the newest <paramref name="keep"/>, plain and compressed.</summary>
    internal IEnumerable<string> Oldest(int keep, string? current) =>
        Listed(_extension).Concat(Listed(_extension + Compressed))
            .Where(file => file.Path != current)
            .GroupBy(file => file.Name)
            .OrderByDescending(files => files.Key)
            .Skip(keep)
            .SelectMany(files => files.Select(file => file.Path));

    /// <summary>Plain files, the oldest first: what a run that was killed left.</summary>
    internal IReadOnlyList<string> Plain() => [.. Listed(_extension).OrderBy(file => file.Name).Select(file => file.Path)];

    /// <summary>Compressed files that a run was killed over; their plain file is still there.</summary>
    internal IReadOnlyList<string> HalfCompressed() => [.. Listed(_extension + Unfinished).Select(file => file.Path)];

    private List<(RotatedName Name, string Path)> Listed(string extension)
    {
        List<(RotatedName, string)> files = [];
        foreach (string path in Directory.EnumerateFiles(_folder))
        {
            if (RotatedName.TryParse(Path.GetFileName(path), _stem, extension, out RotatedName name))
                files.Add((name, path));
        }

        return files;
    }

    private string PathOf(RotatedName name) => Path.Join(_folder, name.Between(_stem, _extension));
}
