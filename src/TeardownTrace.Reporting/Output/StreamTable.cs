using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// The connection table in a stream, formatted and written by the calling thread (by several: <see cref="RowQueue"/>). Rows wait until there are many.
/// Errors of the stream come through, with the call that writes.
/// </summary>
internal sealed class StreamTable : IReportWriter
{
    private const int WriteBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly RowFormatter _rows;

    internal StreamTable(Stream stream, RowFormatter rows)
    {
        _stream = stream;
        _rows = rows;
        _rows.AddHeader();
    }

    public void BeginCapture(IReadOnlyList<string> files) => _rows.Files = files;

    public void Write(ReadOnlySpan<ConnectionReport> reports)
    {
        foreach (ref readonly ConnectionReport report in reports)
            _rows.Add(in report);
        if (_rows.Written.Length >= WriteBytes)
            HandOn();
    }

    public void Flush(Timestamp now)
    {
        HandOn();
        _stream.Flush();
    }

    public void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        _rows.AddTotals(totals, problems);
        HandOn();
        _stream.Flush();
    }

    public void Dispose() => _rows.Dispose();

    private void HandOn()
    {
        _stream.Write(_rows.Written);
        _rows.Clear();
    }
}
