using System.IO.Compression;

namespace TeardownTrace.Cli.Tests.Live;

/// <summary>A table that a capture has written: CSV without quoted fields, one row a line.</summary>
internal static class LiveTable
{
    private const string LineEnd = "\r\n";

    /// <summary>The rows of a file without its header; every line of it must be whole.</summary>
    public static string[] Rows(string path, string header)
    {
        string text = Text(path);
        Assert.EndsWith(LineEnd, text, StringComparison.Ordinal);
        string[] lines = text[..^LineEnd.Length].Split(LineEnd);
        Assert.Equal(header, lines[0]);
        Assert.All(lines, line => Assert.Equal(header.Count(letter => letter == ','), line.Count(letter => letter == ',')));
        return lines[1..];
    }

    /// <summary>The rows of a file that is being written, or whose writer was killed: those that are whole.</summary>
    public static string[] WholeRows(string path)
    {
        if (!File.Exists(path))
            return [];
        string text = Text(path);
        int end = text.LastIndexOf(LineEnd, StringComparison.Ordinal);
        return end < 0 ? [] : text[..end].Split(LineEnd)[1..];
    }

    private static string Text(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
