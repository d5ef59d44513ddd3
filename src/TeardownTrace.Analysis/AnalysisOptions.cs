using TeardownTrace.Capture;

namespace TeardownTrace.Analysis;

/// <summary>What the tracker presumes about timers and how much it may hold. All times run on the capture's own clock.</summary>
public sealed record AnalysisOptions
{
    /// <summary>How long TIME_WAIT lasts (2 MSL), nanoseconds.</summary>
    public long TimeWaitNs { get; init; } = 60 * Timestamp.NanosecondsPerSecond;

    /// <summary>How long after the first FIN the second is missing for certain, nanoseconds.</summary>
    public long FinTimeoutNs { get; init; } = 60 * Timestamp.NanosecondsPerSecond;

    /// <summary>Silence after which an open connection is given up, nanoseconds.</summary>
    public long IdleTimeoutNs { get; init; } = 3600 * Timestamp.NanosecondsPerSecond;

    /// <summary>Connections tracked at once; when full, half-open ones go first, then the longest idle.</summary>
    public int MaxConnections { get; init; } = 1_000_000;

    /// <summary>Threads that decode and track; output does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether reports are delivered one by one (<see cref="TeardownAnalysis.Finished"/>), or only counted in the totals.</summary>
    public bool DeliverReports { get; init; } = true;

    /// <summary>
    /// Whether reports are delivered as connections end, and numbered so, instead of in the order of first frames: of a capture that runs for
    /// weeks, one open connection must not hold the others back.
    /// </summary>
    public bool InOrderOfEnd { get; init; }

    /// <summary>Leaves out packets that it does not match, where given.</summary>
    public PacketFilter? Filter { get; init; }

    /// <summary>Gives every segment the full rules, so that what is known of ordinary ones can be held against them.</summary>
    internal bool TakesAllInFull { get; init; }
}
