using System.Diagnostics;

namespace TeardownTrace.Testing.Network;

/// <summary>Waits for what another process or the kernel does, by looking at that very thing, and never longer than a bound.</summary>
public static class Poll
{
    /// <summary>How long is waited at most, for whatever it is: many times what a busy machine takes.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    public static void Until(Func<bool> holds, Func<string> what)
    {
        var watch = Stopwatch.StartNew();
        using var never = new ManualResetEventSlim();
        while (!holds())
        {
            if (watch.Elapsed > Bound)
                throw new TimeoutException($"not within {Bound.TotalSeconds} s: {what()}");
            never.Wait(Pause);
        }
    }
}
