using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;

namespace TeardownTrace.Laboratory.Tests;

/// <summary>Our own answer, through the surface that the command line uses.</summary>
internal static class Engine
{
    /// <summary>Scenarios last seconds: a FIN that has not come after one is missing.</summary>
    public static readonly AnalysisOptions Options = new() { FinTimeoutNs = Timestamp.NanosecondsPerSecond };

    /// <summary>Every incarnation of a capture by its client's and server's port, in order of first frames.</summary>
    public static ILookup<(int ClientPort, int ServerPort), ConnectionReport> Analyse(string path) => Analyse(path, Options);

    /// <summary>The same with other timers.</summary>
    public static ILookup<(int ClientPort, int ServerPort), ConnectionReport> Analyse(string path, AnalysisOptions options)
    {
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
        return AnalysedCapture.Of(source, options: options).Rows.ToLookup(report => ((int)report.ClientPort, (int)report.ServerPort));
    }
}
