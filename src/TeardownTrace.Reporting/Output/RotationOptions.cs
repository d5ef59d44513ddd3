namespace TeardownTrace.Reporting.Output;

/// <summary>When a file that is written for weeks gives way to the next, and what becomes of finished ones. Without any limit there is one file, of exactly the name given.</summary>
public sealed record RotationOptions
{
    /// <summary>A new file begins with every multiple of this span since the Unix epoch (every hour: on the hour, UTC), nanoseconds; null: never.</summary>
    public long? EveryNs { get; init; }

    /// <summary>The most bytes of a file, what it begins with included; only a record that is larger alone exceeds it, and records that waited for a full disk. Null: no limit.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>The most records of a file, those that waited for a full disk apart; null: no limit.</summary>
    public long? Records { get; init; }

    /// <summary>How many files are kept, the one being written included, those of earlier runs too; the oldest are deleted. Null: all.</summary>
    public int? Keep { get; init; }

    /// <summary>Whether finished files are compressed. The one being written never is, so that it can be followed.</summary>
    public bool Gzip { get; init; }

    /// <summary>Whether there is more than one file.</summary>
    public bool IsRotating => EveryNs is not null || SizeBytes is not null || Records is not null;

    /// <exception cref="ArgumentException">A limit is not positive, or there is something to keep or compress but no rotation.</exception>
    internal static void Check(RotationOptions options)
    {
        RequirePositive(options.EveryNs, nameof(EveryNs));
        RequirePositive(options.SizeBytes, nameof(SizeBytes));
        RequirePositive(options.Records, nameof(Records));
        RequirePositive(options.Keep, nameof(Keep));
        if (!options.IsRotating && (options.Gzip || options.Keep is not null))
            throw new ArgumentException("files are kept or compressed only where they rotate", nameof(options));
    }

    private static void RequirePositive(long? value, string name)
    {
        if (value is long given)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, name);
    }
}
