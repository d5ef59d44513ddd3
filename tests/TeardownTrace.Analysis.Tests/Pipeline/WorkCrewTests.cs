using TeardownTrace.Analysis.Pipeline;

namespace TeardownTrace.Analysis.Tests.Pipeline;

/// <summary>Every task of every step is done once, by however many threads, whether they spin or sleep when the step comes.</summary>
public sealed class WorkCrewTests
{
    private const int Steps = 3000;

    [Theory(Timeout = 600_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public async Task No_task_is_lost_or_done_twice(int threads)
    {
        int[] done = new int[16];

        // Away from the test's own thread, so that the time bound can end a hang.
        await Task.Run(() => Work(threads, done), TestContext.Current.CancellationToken);
        Assert.All(done, times => Assert.Equal(Steps, times));
    }

    [Fact]
    public void A_failure_on_any_thread_reaches_the_caller()
    {
        using var crew = new WorkCrew(3);
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => crew.Run(own: null, 16, static task => throw new FormatException($"{task}")));
        Assert.IsType<FormatException>(exception.InnerException);
    }

    /// <summary>What the caller's own work throws comes out of the step, but not before the other threads are out of it.</summary>
    [Fact]
    public void A_failure_of_the_callers_own_leaves_no_task_under_way()
    {
        using var crew = new WorkCrew(3);
        using var begun = new ManualResetEventSlim();
        int done = 0;
        Assert.Throws<FormatException>(() => crew.Run(
            () =>
            {
                begun.Wait();
                throw new FormatException();
            },
            2,
            _ =>
            {
                begun.Set();
                Thread.SpinWait(20_000_000);
                Interlocked.Increment(ref done);
            }));
        Assert.Equal(2, done);
    }

    private static void Work(int threads, int[] done)
    {
        using var crew = new WorkCrew(threads);
        var random = new Random(threads);
        int own = 0;
        for (int step = 0; step < Steps; step++)
        {
            crew.Run(step % 2 == 0 ? null : () => own++, done.Length, task => Interlocked.Increment(ref done[task]));

            // Mostly at once, sometimes so late that the others have gone to sleep or are about to.
            if (random.Next(20) == 0)
                Thread.SpinWait(random.Next(50_000));
        }

        Assert.Equal(Steps / 2, own);
    }
}
