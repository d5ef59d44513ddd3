using System.Runtime.ExceptionServices;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// A slice of a batch that another thread formats, if one comes in time: a slice that nobody has begun when the calling thread is done with its
/// own is formatted by it, so that no batch waits for a busy machine. The reports are copied, because the span they come in may not leave its thread.
/// </summary>
internal sealed class RowSlice(RowFormatter rows) : IThreadPoolWorkItem, IDisposable
{
    private const int Empty = 0;
    private const int Offered = 1;
    private const int Taken = 2;

    private readonly ManualResetEventSlim _done = new();
    private ConnectionReport[] _reports = [];
    private int _count;
    private int _state = Empty;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Where its rows are, once it is finished.</summary>
    internal RowFormatter Rows { get; } = rows;

    /// <summary>Offers rows to any thread.</summary>
    internal void Begin(ReadOnlySpan<ConnectionReport> reports)
    {
        if (_reports.Length < reports.Length)
            _reports = new ConnectionReport[reports.Length];
        reports.CopyTo(_reports);
        _count = reports.Length;
        _failure = null;
        _done.Reset();
        Volatile.Write(ref _state, Offered);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Returns when the rows are formatted, by whatever thread.</summary>
    internal void Finish()
    {
        Execute();
        _done.Wait();
        _failure?.Throw();
    }

    public void Execute()
    {
        // A call that comes late, for a slice that is finished, finds nothing offered; or it takes the next one, which is as well.
        if (Interlocked.CompareExchange(ref _state, Taken, Offered) != Offered)
            return;
        try
        {
            foreach (ref readonly ConnectionReport report in _reports.AsSpan(0, _count))
                Rows.Add(in report);
        }
#pragma warning disable CA1031 // A bug on another thread must reach the caller, not end the process from there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        _done.Set();
    }

    public void Dispose()
    {
        Rows.Dispose();
        _done.Dispose();
    }
}
