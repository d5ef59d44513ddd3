using System.IO.Compression;
using System.Text;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Output;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>Files as a rotation leaves them in a folder, and lines to fill them with.</summary>
internal static class RotatedFiles
{
    public const string Header = "number,text";

    /// <summary>2026-11-21T07:28:00Z.</summary>
    public static readonly Timestamp Start = At(0);

    public static Timestamp At(double seconds) => new((1_795_246_080L * Timestamp.NanosecondsPerSecond) + (long)(seconds * Timestamp.NanosecondsPerSecond));

    public static byte[] Line(int number) => Encoding.UTF8.GetBytes($"{number},row {number}\n");

    public static RotatingFile Open(string path, RotationOptions options)
    {
        RotatingFile file = new(path, FileLayout.Lines(Encoding.UTF8.GetBytes(Header + "\n")), options, Start);
        file.Begin();
        return file;
    }

    /// <summary>The files of a folder by name, with what they say, uncompressed, but those whose name ends in something else.</summary>
    public static SortedDictionary<string, string> In(string folder, string? except = null)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(folder).Where(path => except is null || !path.EndsWith(except, StringComparison.Ordinal)))
            files.Add(Path.GetFileName(path), Read(path));
        return files;
    }

    /// <summary>The numbers of the lines of a file, which must begin with its header and hold nothing but whole lines.</summary>
    public static int[] NumbersIn(string text)
    {
        string[] lines = text.Split('\n');
        Assert.Equal(Header, lines[0]);
        Assert.Equal("", lines[^1]);
        return [.. lines[1..^1].Select(NumberOf)];
    }

    private static int NumberOf(string line)
    {
        int number = int.Parse(line.Split(',')[0]);
        Assert.Equal($"{number},row {number}", line);
        return number;
    }

    /// <summary>What a file says, uncompressed.</summary>
    public static string Read(string path)
    {
        using Stream file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        return new StreamReader(plain).ReadToEnd();
    }
}
