using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Writes connection reports as they become final.</summary>
/// <remarks>
/// What the stream refuses comes as the exceptions of <see cref="StreamFailure"/>, from any call: where other threads write, from a later one than the
/// one that gave the rows. A <see cref="Output.RotatingTable"/> throws none, and counts what is lost.
/// </remarks>
public interface IReportWriter : IDisposable
{
    /// <summary>Tells the files that the following reports' frames are numbered in.</summary>
    /// <param name="files">By <see cref="FrameNumber.FileIndex"/>.</param>
    void BeginCapture(IReadOnlyList<string> files);

    /// <summary>Writes rows.</summary>
    /// <param name="reports">The connections, in order.</param>
    void Write(ReadOnlySpan<ConnectionReport> reports);

    /// <summary>Hands on every row written so far. In a live capture to be called every second, rows or none.</summary>
    /// <param name="now">The time it is, by the caller's clock.</param>
    void Flush(Timestamp now);

    /// <summary>Writes what follows the last row and hands everything on. Called once.</summary>
    /// <param name="totals">Everything counted.</param>
    /// <param name="problems">Damage met in the captures.</param>
    void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems);
}
