namespace TeardownTrace.Analysis.Verdicts;

/// <summary>A count of verdicts, the inconclusive ones apart.</summary>
/// <param name="Certain">Verdicts the vantage shows.</param>
/// <param name="Inconclusive">Verdicts it cannot show for certain.</param>
public readonly record struct Tally(long Certain, long Inconclusive)
{
    /// <summary>Both together.</summary>
    public long Total => Certain + Inconclusive;

    internal Tally Plus(Confidence confidence) =>
        confidence == Confidence.Certain ? this with { Certain = Certain + 1 } : this with { Inconclusive = Inconclusive + 1 };

    internal Tally Plus(Tally other) => new(Certain + other.Certain, Inconclusive + other.Inconclusive);
}
