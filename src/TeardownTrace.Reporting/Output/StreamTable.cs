using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// The connection table in a stream. Errors of the stream come through as <see cref="IOException"/>.
/// <para>Design: a batch of reports is cut into slices, threads format them each into its own place, and the slices are handed on in order,
/// so that the bytes are the same for any number of threads. Few rows stay with the calling thread and wait until there are many.</para>
/// </summary>
internal sealed class StreamTable : IReportWriter
{
    private const int WriteBytes = 64 * 1024;

    /// <summary>Fewer rows than this are formatted sooner than another thread wakes.</summary>
    private const int FewestRowsOfSlice = 32;

    private readonly Stream _stream;
    private readonly RowFormatter _rows;
    private readonly RowSlice[] _slices;

    internal StreamTable(Stream stream, OutputFormat format, IReadOnlyList<ConnectionColumn> columns, int threads)
    {
        _stream = stream;
        _rows = format.OpenFormatter(columns);
        _rows.AddHeader();
        _slices = new RowSlice[Math.Clamp(threads, 1, Environment.ProcessorCount) - 1];
        for (int i = 0; i < _slices.Length; i++)
            _slices[i] = new RowSlice(format.OpenFormatter(columns));
    }

    public void BeginCapture(IReadOnlyList<string> files)
    {
        _rows.Files = files;
        foreach (RowSlice slice in _slices)
            slice.Rows.Files = files;
    }

    public void Write(ReadOnlySpan<ConnectionReport> reports)
    {
        // The calling thread takes the first slice, behind the rows that wait already.
        int shares = Math.Clamp(reports.Length / FewestRowsOfSlice, 1, _slices.Length + 1);
        int length = reports.Length / shares;
        int first = reports.Length - (length * (shares - 1));
        ReadOnlySpan<RowSlice> others = _slices.AsSpan(0, shares - 1);
        for (int i = 0; i < others.Length; i++)
            others[i].Begin(reports.Slice(first + (i * length), length));
        foreach (ref readonly ConnectionReport report in reports[..first])
            _rows.Add(in report);
        foreach (RowSlice slice in others)
            slice.Finish();

        if (shares == 1 && _rows.Written.Length < WriteBytes)
            return;
        HandOn(_rows);
        foreach (RowSlice slice in others)
            HandOn(slice.Rows);
    }

    public void Flush(Timestamp now)
    {
        HandOn(_rows);
        _stream.Flush();
    }

    public void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        _rows.AddTotals(totals, problems);
        HandOn(_rows);
        _stream.Flush();
    }

    public void Dispose()
    {
        _rows.Dispose();
        foreach (RowSlice slice in _slices)
            slice.Dispose();
    }

    private void HandOn(RowFormatter rows)
    {
        _stream.Write(rows.Written);
        rows.Clear();
    }
}
