using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;

namespace TeardownTrace.Peers.Tests;

/// <summary>Our own answer, through the surface that the command line uses.</summary>
internal static class Engine
{
    /// <summary>Every incarnation of a capture, in order of its first frame.</summary>
    public static IReadOnlyList<ConnectionReport> Analyse(string path)
    {
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());

        // On one thread: the captures are analysed side by side, and the answer does not depend on it.
        return AnalysedCapture.Of(source).Rows;
    }

    /// <summary>The client as peers' rows name an end.</summary>
    public static string ClientOf(in ConnectionReport report) => EndPoints.End(report.ClientAddress.ToString(), $"{report.ClientPort}");

    /// <summary>The server as peers' rows name an end.</summary>
    public static string ServerOf(in ConnectionReport report) => EndPoints.End(report.ServerAddress.ToString(), $"{report.ServerPort}");
}
