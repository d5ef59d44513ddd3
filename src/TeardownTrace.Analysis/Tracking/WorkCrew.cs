namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Threads that do the steps of a round together. Design: the calling thread works too; a step is handed over by a counter that the
/// others spin on for a while before they sleep, because the next step mostly comes within microseconds; tasks are taken by another counter.
/// Who goes to sleep looks at the counter once more under the lock that the counter changes under, so that no step is slept through.
/// </summary>
internal sealed class WorkCrew : IDisposable
{
    private const int SpinsBeforeSleep = 2000;

    private readonly Thread[] _threads;
    private readonly object _sleepers = new();
    private Action<int> _task = static _ => { };
    private Exception? _failure;
    private int _tasks;
    private int _nextTask;
    private int _busy;
    private int _step;
    private bool _ended;

    /// <summary>Hires the threads.</summary>
    /// <param name="threads">Threads in all, the caller's included.</param>
    public WorkCrew(int threads)
    {
        _threads = new Thread[Math.Max(0, threads - 1)];
        for (int i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "tracker" };
            _threads[i].Start();
        }
    }

    /// <summary>Runs a step: the task with every number below <paramref name="tasks"/>, in any order; returns when all are done.</summary>
    public void Run(int tasks, Action<int> task)
    {
        if (_threads.Length == 0 || tasks < 2)
        {
            for (int i = 0; i < tasks; i++)
                task(i);
            return;
        }

        _task = task;
        _tasks = tasks;
        Volatile.Write(ref _nextTask, 0);
        Volatile.Write(ref _busy, _threads.Length);
        HandOver();
        TakeTasks();

        var spin = new SpinWait();
        while (Volatile.Read(ref _busy) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
        if (_failure is { } failure)
            throw new InvalidOperationException("A tracking thread failed.", failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Volatile.Write(ref _ended, true);
        HandOver();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void HandOver()
    {
        lock (_sleepers)
        {
            Volatile.Write(ref _step, _step + 1);
            Monitor.PulseAll(_sleepers);
        }
    }

    private void Work()
    {
        int done = 0;
        while (true)
        {
            var spin = new SpinWait();
            while (Volatile.Read(ref _step) == done)
            {
                if (spin.Count < SpinsBeforeSleep)
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                    continue;
                }

                lock (_sleepers)
                {
                    while (_step == done)
                        Monitor.Wait(_sleepers);
                }
            }

            done = Volatile.Read(ref _step);
            if (Volatile.Read(ref _ended))
                return;
            TakeTasks();
            Interlocked.Decrement(ref _busy);
        }
    }

    private void TakeTasks()
    {
        try
        {
            for (int task = Interlocked.Increment(ref _nextTask) - 1; task < _tasks; task = Interlocked.Increment(ref _nextTask) - 1)
                _task(task);
        }
#pragma warning disable CA1031 // A bug on one thread must reach the caller, not end the process from a background thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _failure, exception);
        }
    }
}
