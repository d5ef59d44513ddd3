using System.Diagnostics.CodeAnalysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting;
using TeardownTrace.Reporting.Output;

namespace TeardownTrace.Cli;

/// <summary>One table being written: to a file, to files that rotate, or to standard output. A failure is remembered and told once; a reader that has gone is no failure.</summary>
internal sealed class RowOutput : IDisposable
{
    private readonly Stream? _stream;
    private readonly string _path;
    private readonly bool _isNew;
    private readonly IReportWriter _writer;
    private readonly RotatingTable? _rotating;

    private RowOutput(Stream stream, string path, bool isNew, IReportWriter writer)
    {
        _stream = stream;
        _path = path;
        _isNew = isNew;
        _writer = writer;
    }

    private RowOutput(string path, RotatingTable rotating)
    {
        _path = path;
        _writer = _rotating = rotating;
    }

    /// <summary>Whether nothing more can be written.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>What went wrong, in one line; null where nothing did.</summary>
    internal string? Failure
    {
        get => field ?? (_rotating is { LostRows: > 0 } ? $"{_path}: rows that could not be written and are lost: {_rotating.LostRows}" : null);
        private set;
    }

    /// <summary>
    /// Creates the output before any work is done, so that a mistake is told at once. What stands in the file stays there until <see cref="Begin"/>: where
    /// another output cannot be created, this one is as it was.
    /// </summary>
    /// <param name="format">How rows are written.</param>
    /// <param name="path">The file, or standard output.</param>
    /// <param name="columns">The columns to write, in order.</param>
    /// <param name="threads">Threads that format rows.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    internal static RowOutput Open(OutputFormat format, string path, IReadOnlyList<ConnectionColumn> columns, int threads)
    {
        bool isStandard = path == StandardOutput.Name;
        bool isNew = !isStandard && !File.Exists(path);
        Stream stream = isStandard ? StandardOutput.Open() : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        return new RowOutput(stream, path, isNew, format.Open(stream, columns, threads));
    }

    /// <summary>
    /// The same for a capture that goes on: rows are whole in the file, files rotate, and a full disk is waited for. Standard output stays a stream, and so
    /// does what is no ordinary file (a pipe, a device): what a write left unfinished cannot be cut off there.
    /// </summary>
    /// <param name="format">How rows are written.</param>
    /// <param name="path">The file, or standard output.</param>
    /// <param name="columns">The columns to write, in order.</param>
    /// <param name="rotation">When files give way to the next.</param>
    /// <param name="now">The time it is.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be created.</exception>
    internal static RowOutput OpenLive(OutputFormat format, string path, IReadOnlyList<ConnectionColumn> columns, RotationOptions rotation, Timestamp now) =>
        path == StandardOutput.Name || (!rotation.IsRotating && FileIdentity.Of(path) is null)
            ? Open(format, path, columns, threads: 1)
            : new RowOutput(path, RotatingTable.Open(format, path, columns, rotation, now));

    /// <summary>Takes away what a file held before. What has no length (a pipe, a device) holds nothing.</summary>
    /// <exception cref="IOException">It cannot be taken away.</exception>
    internal void Begin()
    {
        _rotating?.Begin();
        if (_stream is FileStream { CanSeek: true, Length: > 0 } file)
            file.SetLength(0);
    }

    /// <summary>Ends the output before anything was written, and leaves no file that was not there before.</summary>
    internal void Withdraw()
    {
        _rotating?.Withdraw();
        Dispose();
        if (_isNew)
            File.Delete(_path);
    }

    internal void BeginCapture(IReadOnlyList<string> files) => Try(static (output, files) => output._writer.BeginCapture(files), files);

    internal void Write(ReadOnlySpan<ConnectionReport> reports) => Try(static (output, reports) => output._writer.Write(reports), reports);

    /// <summary>Hands on every row; to be called every second of a capture that goes on.</summary>
    internal void Flush(Timestamp now) => Try(static (output, now) => output._writer.Flush(now), now);

    internal void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems) => Try(
        static (output, last) =>
        {
            output._writer.Complete(last.totals, last.problems);
            output._stream?.Flush();
        },
        (totals, problems));

    /// <summary>Takes a line for the operator, such as that the disk is full.</summary>
    internal bool TryTakeNotice([NotNullWhen(true)] out string? notice)
    {
        notice = null;
        return _rotating?.TryTakeNotice(out notice) ?? false;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _stream?.Dispose();
    }

    /// <summary>Writes where that can still be done: rows are written by other threads, so that any call may meet what an earlier one failed with.</summary>
    private void Try<T>(Action<RowOutput, T> write, T what)
        where T : allows ref struct
    {
        if (IsClosed)
            return;
        try
        {
            write(this, what);
        }
        catch (Exception e) when (StreamFailure.Is(e))
        {
            Close(e);
        }
    }

    private void Close(Exception error)
    {
        IsClosed = true;
        if (!StandardOutput.IsClosedPipe(error))
            Failure = $"{StandardOutput.Told(_path)}: {StreamFailure.ReasonOf(error)}; the rows written so far are kept, and the last of them may be cut";
    }
}
