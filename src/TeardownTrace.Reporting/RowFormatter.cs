using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Turns connection reports into the bytes of whole rows, which are kept until they are taken. One thread at a time; several formatters give the same bytes.</summary>
internal abstract class RowFormatter : IDisposable
{
    /// <summary>The files of the capture that frames are numbered in.</summary>
    internal abstract IReadOnlyList<string> Files { set; }

    /// <summary>The rows added since the last <see cref="Clear"/>; valid until the next call of anything else.</summary>
    internal abstract ReadOnlySpan<byte> Written { get; }

    /// <summary>Adds what stands before the first row.</summary>
    internal abstract void AddHeader();

    /// <summary>Adds the row of a connection.</summary>
    internal abstract void Add(in ConnectionReport report);

    /// <summary>Adds what stands after the last row.</summary>
    internal abstract void AddTotals(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems);

    /// <summary>Forgets what was added.</summary>
    internal abstract void Clear();

    public abstract void Dispose();
}
