namespace TeardownTrace.Benchmarks.Live;

/// <summary>What must hold after a soak, a line each.</summary>
internal sealed class SoakJudgement
{
    private const double MostGrowth = 0.05;
    private const double LeastOfLoad = 0.95;

    /// <summary>Whether everything held so far.</summary>
    public bool Holds { get; private set; } = true;

    /// <summary>Memory of the last half: the last quarter against the one before it.</summary>
    public void Memory(IReadOnlyList<SoakSample> samples)
    {
        double third = Median.Of([.. Quarter(samples, 2).Select(sample => (double)sample.ResidentKibibytes)]);
        double last = Median.Of([.. Quarter(samples, 3).Select(sample => (double)sample.ResidentKibibytes)]);
        double growth = (last / third) - 1;
        Say(growth < MostGrowth, $"median resident memory grew by {growth:P1} from the third quarter to the last ({third / 1024:F1} to {last / 1024:F1} MiB); less than {MostGrowth:P0} is allowed");
    }

    /// <summary>That it was the load that was asked for.</summary>
    public void Load(SoakSample end, long connections) =>
        Say(end.Made >= LeastOfLoad * connections, $"{end.Made:N0} connections were made of {connections:N0}, {end.Made / end.Seconds:N0} a second");

    /// <summary>That every connection has its row, and the right one; a lost packet can take one connection with it.</summary>
    public void Rows(WrittenRows rows, long made, long resets)
    {
        Say(rows.Rows == rows.Connections, $"{rows.Rows:N0} rows were written of {rows.Connections:N0} connections reported");
        Near("connections reported", rows.Connections, made, rows.Lost);
        Near("reset", rows.Resets, resets, rows.Lost);
        Near("closed by both sides", rows.Closed, made - resets, rows.Lost);
        // One loss makes every connection inconclusive that was alive then.
        if (rows.Lost == 0)
            Near("inconclusive, of those reported before their time", rows.Inconclusive, rows.Evicted, lost: 0);
    }

    /// <summary>How the program ended: 0, or 4 where it lost packets.</summary>
    public void Exit(int exitCode, long lost) => Say(exitCode == (lost > 0 ? 4 : 0), $"it ended with exit code {exitCode}, {lost:N0} packets lost");

    private static IEnumerable<SoakSample> Quarter(IReadOnlyList<SoakSample> samples, int number)
    {
        double quarter = samples[^1].Seconds / 4;
        return samples.Where(sample => sample.Seconds > number * quarter && sample.Seconds <= (number + 1) * quarter);
    }

    private void Near(string what, long found, long expected, long lost) =>
        Say(Math.Abs(found - expected) <= lost, $"{what}: {found:N0} of {expected:N0}");

    private void Say(bool holds, string what)
    {
        Holds &= holds;
        Console.WriteLine($"{(holds ? "ok  " : "FAIL")} {what}");
    }
}
