using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;

namespace TeardownTrace.Cli;

/// <summary>One table being written: to a file or to standard output. A failure is remembered and told once; a reader that has gone is no failure.</summary>
internal sealed class RowOutput : IDisposable
{
    private readonly Stream _stream;
    private readonly string _path;
    private readonly IReportWriter _writer;

    private RowOutput(Stream stream, string path, IReportWriter writer)
    {
        _stream = stream;
        _path = path;
        _writer = writer;
    }

    /// <summary>Whether nothing more can be written.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>What went wrong, in one line; null where nothing did.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Creates the output before any work is done, so that a mistake is told at once.</summary>
    /// <param name="format">How rows are written.</param>
    /// <param name="path">The file, or standard output.</param>
    /// <param name="columns">The columns to write, in order.</param>
    /// <param name="threads">Threads that format rows.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    internal static RowOutput Open(OutputFormat format, string path, IReadOnlyList<ConnectionColumn> columns, int threads)
    {
        Stream stream = path == AnalyzeSettings.StandardStream
            ? StandardOutput.Open()
            : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        return new RowOutput(stream, path, format.Open(stream, columns, threads));
    }

    internal void BeginCapture(IReadOnlyList<string> files) => _writer.BeginCapture(files);

    internal void Write(ReadOnlySpan<ConnectionReport> reports)
    {
        if (IsClosed)
            return;
        try
        {
            _writer.Write(reports);
        }
        catch (IOException e)
        {
            Close(e);
        }
    }

    internal void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        if (IsClosed)
            return;
        try
        {
            _writer.Complete(totals, problems);
            _stream.Flush();
        }
        catch (IOException e)
        {
            Close(e);
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _stream.Dispose();
    }

    private void Close(IOException error)
    {
        IsClosed = true;
        if (!StandardOutput.IsClosedPipe(error))
            Failure = $"{_path}: {error.Message}; the rows written so far are kept";
    }
}
