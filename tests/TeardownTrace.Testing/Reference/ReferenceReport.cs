namespace TeardownTrace.Testing.Reference;

/// <summary>What the reference tracker says of one incarnation, as columns of the connection table.</summary>
/// <param name="Columns">Column to token.</param>
/// <param name="Flags">Flags that hold, out of <see cref="CoveredFlags"/>.</param>
/// <param name="FirstFrame">Its first frame.</param>
/// <param name="LastFrame">Its last frame.</param>
internal sealed record ReferenceReport(
    IReadOnlyDictionary<string, string> Columns,
    IReadOnlySet<string> Flags,
    int FirstFrame,
    int LastFrame)
{
    /// <summary>Flags that the reference tells.</summary>
    public static readonly IReadOnlySet<string> CoveredFlags = new HashSet<string>(StringComparer.Ordinal)
    {
        "data-in-syn", "fin-retransmitted", "mid-stream", "mirror-duplicates", "one-sided",
        "rst-after-close", "rst-ignored", "simultaneous-open", "syn-retransmitted",
    };
}
