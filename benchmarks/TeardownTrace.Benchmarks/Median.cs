namespace TeardownTrace.Benchmarks;

/// <summary>The middle of several measurements.</summary>
internal static class Median
{
    /// <summary>The median; of an even number the mean of the middle two.</summary>
    public static double Of(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        if (sorted.Length == 0)
            return double.NaN;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
