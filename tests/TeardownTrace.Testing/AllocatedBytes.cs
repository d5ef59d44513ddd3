namespace TeardownTrace.Testing;

/// <summary>
/// Bytes that code allocates whenever it runs. What comes in between counts in one run and not in all of several: a collection, which counts what was
/// left of a thread's allocation buffer as allocated, the first call of something, a wait for another thread. What the code itself allocates is in
/// every run, so the least counts.
/// </summary>
public static class AllocatedBytes
{
    private const int Runs = 8;

    /// <summary>What the calling thread allocates while it runs some code.</summary>
    public static long OnThisThread(Action code) => Least(() =>
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        code();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    });

    /// <summary>What all threads of the process allocate meanwhile; for tests that nothing runs beside.</summary>
    public static long OnAllThreads(Action code) => Least(() =>
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        code();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    });

    /// <summary>The least that some runs say, each of which counts for itself; none follows one that says 0.</summary>
    public static long Least(Func<long> measure)
    {
        long least = long.MaxValue;
        for (int run = 0; run < Runs && least > 0; run++)
            least = Math.Min(least, measure());
        return least;
    }
}
