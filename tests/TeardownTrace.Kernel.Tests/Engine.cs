using TeardownTrace.Analysis;
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

    public static string Server(in ConnectionReport report) => End(report.ServerAddress, report.ServerPort);

    private static string End(HostAddress address, ushort port) => address.IsIPv4 ? $"{address}:{port}" : $"[{address}]:{port}";
}
