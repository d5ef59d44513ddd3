using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis;

/// <summary>
/// The engine: reads packets from a source, tracks every connection and tells how each ended.
/// Pull it: <c>while (analysis.Advance(source)) foreach (ref readonly ConnectionReport report in analysis.Finished) …</c>
/// Several captures are analysed one after the other with the same instance: identifiers and totals go on, connections do not.
/// </summary>
public sealed class TeardownAnalysis : IDisposable
{
    /// <summary>Makes an engine with an empty table.</summary>
    /// <param name="options">Timers and bounds.</param>
    public TeardownAnalysis(AnalysisOptions options)
    {
        Options = options;
    }

    /// <summary>What it was made with.</summary>
    public AnalysisOptions Options { get; }

    /// <summary>The reports that the last <see cref="Advance"/> made final, by <see cref="ConnectionReport.Id"/>; valid until the next one. Empty without <see cref="AnalysisOptions.DeliverReports"/>.</summary>
    public ReadOnlySpan<ConnectionReport> Finished => throw new NotSupportedException();

    /// <summary>What was counted so far.</summary>
    public AnalysisTotals Totals => throw new NotSupportedException();

    /// <summary>Reads and tracks the next packets of <paramref name="source"/>; at its end, finishes every connection of it.</summary>
    /// <param name="source">The capture being read; another one only after false was returned.</param>
    /// <returns>False when the capture is at its end and its last report was delivered.</returns>
    public bool Advance(IPacketSource source) => throw new NotSupportedException();

    /// <summary>Treats the capture being read as ended here (interrupted): the following calls of <see cref="Advance"/> only finish what is open.</summary>
    public void EndCapture() => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
