namespace TeardownTrace.Analysis.Verdicts;

/// <summary>A count of verdicts, the inconclusive ones apart.</summary>
/// <param name="Certain">Verdicts the vantage shows.</param>
/// <param name="Inconclusive">Verdicts it cannot show for certain.</param>
public readonly record struct Tally(long Certain, long Inconclusive)
{
    /// <summary>Both together.</summary>
    public long Total => Certain + Inconclusive;

    /// <summary>The sum of several.</summary>
    public static Tally Sum(ReadOnlySpan<Tally> tallies)
    {
        Tally sum = default;
        foreach (Tally tally in tallies)
            sum = sum.Plus(tally);
        return sum;
    }

    /// <summary>What was counted since <paramref name="before"/>.</summary>
    public Tally Since(Tally before) => new(Certain - before.Certain, Inconclusive - before.Inconclusive);

    /// <summary>Both counts together with another's.</summary>
    public Tally Plus(Tally other) => new(Certain + other.Certain, Inconclusive + other.Inconclusive);

    internal Tally Plus(Confidence confidence, long times) =>
        confidence == Confidence.Certain ? this with { Certain = Certain + times } : this with { Inconclusive = Inconclusive + times };
}
