namespace TeardownTrace.Capture;

/// <summary>An instant on the capture's own clock, in nanoseconds since 1970-01-01T00:00:00Z (1677 to 2262).</summary>
/// <param name="Nanoseconds">Nanoseconds since the Unix epoch; negative before it.</param>
public readonly record struct Timestamp(long Nanoseconds) : IComparable<Timestamp>
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds in a microsecond.</summary>
    public const long NanosecondsPerMicrosecond = 1000;

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Nanoseconds.CompareTo(other.Nanoseconds);
}
