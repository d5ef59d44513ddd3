using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting.Output;

/// <summary>
/// Rows that other threads format and write while the calling one goes on to the next packets. Design: slices stand in a ring in the order of their
/// rows. They are formatted in any order, and handed on in theirs by whichever thread finds the next one formatted and nobody writing, so that the bytes
/// are the same for any number of threads. Where the ring is full, the calling thread formats too: memory is bounded, and no row waits for a thread
/// that does not come.
/// </summary>
internal sealed class RowQueue : IReportWriter, IThreadPoolWorkItem
{
    private const int SlicesAThread = 4;

    private readonly object _gate = new();
    private readonly Stream _stream;
    private readonly RowSlice[] _ring;
    private readonly int _mostWorkers;
    private long _offered;
    private long _begun;
    private long _handedOn;
    private int _workers;
    private bool _isHandingOn;
    private ExceptionDispatchInfo? _failure;
    private RowSlice? _filling;

    /// <param name="stream">Takes the bytes, on any thread, one at a time.</param>
    /// <param name="openFormatter">Makes the formatter of a slice.</param>
    /// <param name="workers">Threads that work beside the calling one, at most.</param>
    internal RowQueue(Stream stream, Func<RowFormatter> openFormatter, int workers)
    {
        _stream = stream;
        _mostWorkers = workers;
        _ring = new RowSlice[(workers + 1) * SlicesAThread];
        for (int i = 0; i < _ring.Length; i++)
            _ring[i] = new RowSlice(openFormatter());
        _ring[0].Rows.AddHeader();
    }

    public void BeginCapture(IReadOnlyList<string> files)
    {
        Drain();
        foreach (RowSlice slice in _ring)
            slice.Rows.Files = files;
    }

    /// <summary>Takes reports. Fails with what writing earlier ones failed with.</summary>
    public void Write(ReadOnlySpan<ConnectionReport> reports)
    {
        Volatile.Read(ref _failure)?.Throw();
        while (!reports.IsEmpty)
        {
            _filling ??= NextFree();
            reports = _filling.Fill(reports);
            if (_filling.IsFull)
                Offer();
        }
    }

    public void Flush(Timestamp now)
    {
        Drain();
        HandOnLast(NextFree().Rows);
    }

    public void Complete(AnalysisTotals totals, IReadOnlyList<CaptureProblem> problems)
    {
        Drain();
        RowFormatter rows = NextFree().Rows;
        rows.AddTotals(totals, problems);
        HandOnLast(rows);
    }

    /// <summary>A worker: formats and hands on until nothing waits.</summary>
    public void Execute()
    {
        while (true)
        {
            RowSlice slice;
            lock (_gate)
            {
                if (_begun == _offered)
                {
                    _workers--;
                    Monitor.PulseAll(_gate);
                    return;
                }

                slice = _ring[_begun++ % _ring.Length];
            }

            Work(slice);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            while (_workers > 0)
                Monitor.Wait(_gate);
        }

        foreach (RowSlice slice in _ring)
            slice.Dispose();
    }

    /// <summary>Writes what stands in a slice without rows: a header nobody has written yet, or what follows the last row.</summary>
    private void HandOnLast(RowFormatter rows)
    {
        _stream.Write(rows.Written);
        rows.Clear();
        _stream.Flush();
    }

    private RowSlice NextFree()
    {
        WaitForRoom(_ring.Length - 1);
        return _ring[_offered % _ring.Length];
    }

    /// <summary>Returns when everything taken is written.</summary>
    private void Drain()
    {
        if (_filling is not null)
            Offer();
        WaitForRoom(slices: 0);
        Volatile.Read(ref _failure)?.Throw();
    }

    private void Offer()
    {
        _filling = null;
        lock (_gate)
        {
            _offered++;
            if (_workers == _mostWorkers)
                return;
            _workers++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Returns when at most so many slices are under way; works at them meanwhile.</summary>
    private void WaitForRoom(int slices)
    {
        while (true)
        {
            RowSlice slice;
            lock (_gate)
            {
                if (_offered - _handedOn <= slices)
                    return;
                if (_begun == _offered)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                slice = _ring[_begun++ % _ring.Length];
            }

            Work(slice);
        }
    }

    private void Work(RowSlice slice)
    {
        Format(slice);
        lock (_gate)
        {
            slice.IsFormatted = true;
            if (_isHandingOn)
                return;
            _isHandingOn = true;
        }

        while (TryTakeFormatted(out RowSlice? next))
        {
            HandOn(next.Rows);
            lock (_gate)
            {
                _handedOn++;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Format(RowSlice slice)
    {
        try
        {
            slice.Format();
        }
#pragma warning disable CA1031 // A bug on another thread must reach the caller, not end the process from there.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(exception));
        }
    }

    /// <summary>Takes the slice whose bytes come next; where it is not formatted yet, whoever formats it will hand it on.</summary>
    private bool TryTakeFormatted([NotNullWhen(true)] out RowSlice? slice)
    {
        lock (_gate)
        {
            slice = _ring[_handedOn % _ring.Length];
            _isHandingOn = slice.IsFormatted;
            slice.IsFormatted = false;
            return _isHandingOn;
        }
    }

    private void HandOn(RowFormatter rows)
    {
        try
        {
            if (Volatile.Read(ref _failure) is null)
                _stream.Write(rows.Written);
        }
#pragma warning disable CA1031 // The calling thread is told at its next call.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(exception));
        }

        rows.Clear();
    }
}
