using System.Globalization;
using System.Text;

namespace TeardownTrace.Capture.Pieces;

/// <summary>
/// Finds files that are pieces of one capture, as tcpdump -C and -G and dumpcap -b write them: names that differ in digits only
/// (also where the first has none: file, file1, file2), one folder, one format and link type, and times that follow each other. What rotates often
/// compresses what it has finished (tcpdump -z gzip), so the last piece of compressed ones may be plain.
/// </summary>
internal static class PieceJoining
{
    private const string Compressed = ".gz";

    /// <summary>dumpcap -b and editcap number their pieces: name_00042_20240101120000.pcapng, and begin again behind 99999.</summary>
    private const int NumberDigits = 5;
    private const int TimeDigits = 14;
    private const int Numbers = 100_000;

    /// <summary>Clocks of several queues run out of step by this much where one piece ends and the next begins.</summary>
    private const long OverlapTolerance = Timestamp.NanosecondsPerSecond / 10;

    /// <summary>
    /// A rotated capture goes on where it stopped. A longer silence than this, and longer than either piece lasts, is taken for
    /// two captures: joining them would make connections wait for packets that nobody was capturing.
    /// </summary>
    private const long OrdinarySilence = 60 * Timestamp.NanosecondsPerSecond;

    /// <summary>The distance of starts allowed where the end of a piece is not known (compressed files).</summary>
    private const long LongestPiece = 24 * 3600 * Timestamp.NanosecondsPerSecond;

    /// <summary>Arranges files into captures, in the order of their first file as given.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Arrange(IReadOnlyList<string> files, JoinPieces join)
    {
        if (join == JoinPieces.Always && files.Count > 0)
            return [InTimeOrder(files)];
        if (join == JoinPieces.Never || files.Count == 1)
            return [.. files.Select(file => (IReadOnlyList<string>)[file])];
        return ByName(files);
    }

    private static IReadOnlyList<IReadOnlyList<string>> ByName(IReadOnlyList<string> files)
    {
        var captures = new List<IReadOnlyList<string>>();
        var given = new HashSet<string>(files, StringComparer.Ordinal);
        foreach (IGrouping<string, string> alike in files.GroupBy(file => NameWithoutDigits(NameOfPiece(file, given)), StringComparer.Ordinal))
        {
            string[] candidates = [.. alike];
            if (candidates.Length == 1)
                captures.Add(candidates);
            else
                captures.AddRange(Chain(candidates));
        }

        var position = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < files.Count; i++)
            position.TryAdd(files[i], i);
        return [.. captures.OrderBy(capture => capture.Min(file => position[file]))];
    }

    private static string[] InTimeOrder(IReadOnlyList<string> files)
    {
        PieceFacts?[] facts = [.. files.Select(PieceFacts.Of)];
        // Where one does not tell its time (a pipe), the order given is all there is.
        return facts.Contains(null)
            ? [.. files]
            : [.. facts.OfType<PieceFacts>().OrderBy(piece => piece.First.Nanoseconds).Select(piece => piece.Path)];
    }

    /// <summary>Splits files of one name into runs where each goes on where the one before ended.</summary>
    private static List<IReadOnlyList<string>> Chain(string[] candidates)
    {
        var captures = new List<IReadOnlyList<string>>();
        var pieces = new List<PieceFacts>();
        foreach (string candidate in candidates)
        {
            if (PieceFacts.Of(candidate) is { } facts)
                pieces.Add(facts);
            else
                captures.Add([candidate]);
        }

        var run = new List<string>();
        PieceFacts? before = null;
        foreach (PieceFacts piece in pieces.OrderBy(piece => piece.First.Nanoseconds))
        {
            if (before is not null && !Continues(before, piece))
            {
                captures.Add([.. run]);
                run.Clear();
            }

            run.Add(piece.Path);
            before = piece;
        }

        if (run.Count > 0)
            captures.Add(run);
        return captures;
    }

    private static bool Continues(PieceFacts before, PieceFacts next)
    {
        if (before.Format != next.Format || before.LinkType != next.LinkType || next.First == before.First)
            return false;

        // Too soon for a silence to tell, but a piece between them is missing, or the capture was begun anew.
        if (NumberOf(before.Path) is int number && NumberOf(next.Path) is int nextNumber && nextNumber != (number + 1) % Numbers)
            return false;
        if (before.Last is not { } end)
            return next.First.Nanoseconds - before.First.Nanoseconds <= LongestPiece;
        long silence = next.First.Nanoseconds - end.Nanoseconds;
        long lasted = Math.Max(end.Nanoseconds - before.First.Nanoseconds, (next.Last ?? next.First).Nanoseconds - next.First.Nanoseconds);
        return silence >= -OverlapTolerance && silence <= Math.Max(OrdinarySilence, lasted);
    }

    /// <summary>Which of its capture's pieces a file is, where its name tells.</summary>
    private static int? NumberOf(string path)
    {
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        int time = name.LastIndexOf('_') + 1;
        int number = time - 1 - NumberDigits;
        if (number < 1 || name[number - 1] != '_' || name.Length < time + TimeDigits || name.Slice(time, TimeDigits).ContainsAnyExceptInRange('0', '9'))
            return null;
        return int.TryParse(name.Slice(number, NumberDigits), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
    }

    /// <summary>A piece keeps its name when it is compressed, but where the same name was given without: that is a second copy, and no piece.</summary>
    private static string NameOfPiece(string path, HashSet<string> given)
    {
        string plain = path.EndsWith(Compressed, StringComparison.Ordinal) ? path[..^Compressed.Length] : path;
        return given.Contains(plain) ? path : plain;
    }

    private static string NameWithoutDigits(string path)
    {
        var name = new StringBuilder(Path.GetFullPath(Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".")).Append('/');
        foreach (char c in Path.GetFileName(path))
        {
            if (!char.IsAsciiDigit(c))
                name.Append(c);
        }

        return name.ToString();
    }
}
