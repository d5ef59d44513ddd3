using System.Runtime.InteropServices;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>
/// Threads that do the steps of a round together. Design: the calling thread works too; a step is handed over by a counter that the
/// others spin on for a while before they sleep, because the next step mostly comes within microseconds. Each member has its share of the tasks,
/// the same numbers in every step, so that what they touch stays in its caches; who is done takes from the others' shares.
/// Who goes to sleep looks at the counter once more under the lock that the counter changes under, so that no step is slept through.
/// </summary>
internal sealed class WorkCrew : IDisposable
{
    /// <summary>Some 100 microseconds together.</summary>
    private const int LooksBeforeSleep = 500;
    private const int SpinsALook = 10;

    private readonly Thread[] _threads;
    private readonly object _sleepers = new();
    private Action<int> _task = static _ => { };
    private Exception? _failure;
    private int _tasks;
    private readonly Share[] _shares;
    private int _busy;
    private int _step;
    private bool _ended;

    /// <summary>Hires the threads.</summary>
    /// <param name="threads">Threads in all, the caller's included.</param>
    public WorkCrew(int threads)
    {
        _shares = new Share[Math.Max(1, threads)];
        _threads = new Thread[_shares.Length - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int member = i + 1;
            _threads[i] = new Thread(() => Work(member)) { IsBackground = true, Name = "tracker" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads in all, the caller's included.</summary>
    public int Threads => _threads.Length + 1;

    /// <summary>Runs a step: the task with every number below <paramref name="tasks"/>, in any order; returns, or throws, when none is under way.</summary>
    /// <param name="own">What the calling thread does first, if anything.</param>
    /// <param name="tasks">How many tasks there are.</param>
    /// <param name="task">The task of a number.</param>
    public void Run(Action? own, int tasks, Action<int> task)
    {
        if (_threads.Length == 0 || (own is null ? tasks < 2 : tasks == 0))
        {
            own?.Invoke();
            for (int i = 0; i < tasks; i++)
                task(i);
            return;
        }

        _task = task;
        _tasks = tasks;
        foreach (ref Share share in _shares.AsSpan())
            Volatile.Write(ref share.Taken, 0);
        Volatile.Write(ref _busy, _threads.Length);
        HandOver();
        try
        {
            own?.Invoke();
        }
        finally
        {
            // Whatever became of the own work: what a task works on must not change, or go, before the task is done.
            TakeTasks(member: 0);
            AwaitOthers();
        }

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

    /// <summary>The others are at their last task: shorter than a sleep, unless the system lets another program run in their place.</summary>
    private void AwaitOthers()
    {
        for (int looks = 0; Volatile.Read(ref _busy) != 0; looks++)
        {
            if (looks < LooksBeforeSleep)
                Thread.SpinWait(SpinsALook);
            else
                Thread.Yield();
        }
    }

    private void HandOver()
    {
        lock (_sleepers)
        {
            Volatile.Write(ref _step, _step + 1);
            Monitor.PulseAll(_sleepers);
        }
    }

    private void Work(int member)
    {
        int done = 0;
        while (true)
        {
            for (int looks = 0; looks < LooksBeforeSleep && Volatile.Read(ref _step) == done; looks++)
                Thread.SpinWait(SpinsALook);
            if (Volatile.Read(ref _step) == done)
            {
                lock (_sleepers)
                {
                    while (_step == done)
                        Monitor.Wait(_sleepers);
                }
            }

            done = Volatile.Read(ref _step);
            if (Volatile.Read(ref _ended))
                return;
            TakeTasks(member);
            Interlocked.Decrement(ref _busy);
        }
    }

    private void TakeTasks(int member)
    {
        try
        {
            for (int ahead = 0; ahead < _shares.Length; ahead++)
                TakeShare((member + ahead) % _shares.Length);
        }
#pragma warning disable CA1031 // A bug on one thread must reach the caller, not end the process from a background thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _failure, exception);
        }
    }

    private void TakeShare(int member)
    {
        ref int taken = ref _shares[member].Taken;
        for (int task = TaskOf(member, ref taken); task < _tasks; task = TaskOf(member, ref taken))
            _task(task);
    }

    private int TaskOf(int member, ref int taken) => member + ((Interlocked.Increment(ref taken) - 1) * _shares.Length);

    /// <summary>How many tasks of a member's share were taken; apart from the others', so that no member's counting slows another's.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Share
    {
        public int Taken;
    }
}
