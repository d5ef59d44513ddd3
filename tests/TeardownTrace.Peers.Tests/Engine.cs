using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Peers.Tests;

/// <summary>Our own answer, through the surface that the command line uses.</summary>
internal static class Engine
{
    /// <summary>Every incarnation of a capture, in order of its first frame.</summary>
    public static IReadOnlyList<ConnectionReport> Analyse(string path)
    {
        var reports = new List<ConnectionReport>();

        // One thread: the captures are analysed side by side, and the answer does not depend on it.
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = 1 });
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = analysis.Advance(source);
            reports.AddRange(analysis.Finished);
        }

        return reports;
    }

    /// <summary>The client as peers' rows name an end.</summary>
    public static string ClientOf(in ConnectionReport report) => EndPoints.End(report.ClientAddress.ToString(), $"{report.ClientPort}");

    /// <summary>The server as peers' rows name an end.</summary>
    public static string ServerOf(in ConnectionReport report) => EndPoints.End(report.ServerAddress.ToString(), $"{report.ServerPort}");
}
