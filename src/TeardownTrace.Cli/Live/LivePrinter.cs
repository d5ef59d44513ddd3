using System.Collections.Concurrent;

namespace TeardownTrace.Cli.Live;

/// <summary>
/// Prints on a thread of its own: a terminal that was stopped, or a pipe that nobody reads, must not stop the capture. What does not fit while one
/// thing waits is left out, except where the caller offers it again.
/// </summary>
internal sealed class LivePrinter : IDisposable
{
    private readonly BlockingCollection<Action> _work = new(boundedCapacity: 1);
    private readonly Thread _thread;
    private volatile Action? _last;

    internal LivePrinter()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "printer" };
        _thread.Start();
    }

    /// <summary>Prints soon.</summary>
    /// <param name="print">Does it; what it uses must not change any more.</param>
    /// <returns>False where something else still waits to be printed, and after the end.</returns>
    internal bool TryPrint(Action print) => !_work.IsAddingCompleted && _work.TryAdd(print);

    /// <summary>Prints nothing more after what waits but one last thing, and does not wait for it.</summary>
    internal void End(Action last)
    {
        _last ??= last;
        _work.CompleteAdding();
    }

    /// <summary>Waits until everything is printed.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Work()
    {
        foreach (Action print in _work.GetConsumingEnumerable())
            print();
        _last?.Invoke();
    }
}
