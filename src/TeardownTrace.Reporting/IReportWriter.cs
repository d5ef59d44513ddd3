using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Writes connection reports to a stream as they become final. Errors of the stream come through as <see cref="IOException"/>.</summary>
public interface IReportWriter : IDisposable
{
    /// <summary>Tells the files that the following reports' frames are numbered in.</summary>
    /// <param name="files">By <see cref="FrameNumber.FileIndex"/>.</param>
    void BeginCapture(IReadOnlyList<string> files);

    /// <summary>Writes one row.</summary>
    /// <param name="report">The connection.</param>
    void Write(in ConnectionReport report);

    /// <summary>Writes what follows the last row and hands everything to the stream. Called once.</summary>
    /// <param name="totals">Everything counted.</param>
    /// <param name="problems">Damage met in the captures.</param>
    void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems);
}
