using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;

namespace TeardownTrace.Kernel.Tests;

/// <summary>Our own answer, through the surface that the command line uses.</summary>
internal static class Engine
{
    /// <summary>Every incarnation of a capture by its two ends, in order of first frames.</summary>
    public static ILookup<string, ConnectionReport> Analyse(string path)
    {
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
        return AnalysedCapture.Of(source).Rows.ToLookup(report => Ends(Client(report), Server(report)), StringComparer.Ordinal);
    }

    /// <summary>Two ends in a fixed order, whoever is client.</summary>
    public static string Ends(string end, string otherEnd) =>
        StringComparer.Ordinal.Compare(end, otherEnd) <= 0 ? $"{end} {otherEnd}" : $"{otherEnd} {end}";

    /// <summary>The client as truth files write an end.</summary>
    public static string Client(in ConnectionReport report) => End(report.ClientAddress, report.ClientPort);

    /// <summary>What stands in a column of words.</summary>
    public static string Word(in ConnectionReport report, string column)
    {
        VocabularyColumn words = Vocabulary.Column(column);
        uint bits = words.WordsOf(in report);
        return string.Join(';', Enumerable.Range(0, words.Words.Count).Where(bit => (bits >> bit & 1) != 0).Select(bit => words.Words[bit].Token));
    }

    public static string Server(in ConnectionReport report) => End(report.ServerAddress, report.ServerPort);

    private static string End(HostAddress address, ushort port) => address.IsIPv4 ? $"{address}:{port}" : $"[{address}]:{port}";
}
