using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>What traffic to make.</summary>
internal sealed record TrafficOptions
{
    /// <summary>The capture.</summary>
    public required string Path { get; init; }

    /// <summary>What its connections do, by weight.</summary>
    public required Script[] Scripts { get; init; }

    /// <summary>Connections, 4-tuples used again counted once.</summary>
    public required int Connections { get; init; }

    /// <summary>Connections open at once; with <see cref="PerSecond"/> it makes the mean life of one.</summary>
    public required int Open { get; init; }

    /// <summary>New connections a second.</summary>
    public required int PerSecond { get; init; }

    /// <summary>Bytes captured of each frame.</summary>
    public required int SnapLength { get; init; }

    /// <summary>Seed of everything random.</summary>
    public required int Seed { get; init; }

    /// <summary>SYNs from random addresses to one server, spread over the same time.</summary>
    public int Syns { get; init; }

    /// <summary>Those SYNs a second.</summary>
    public int SynsPerSecond { get; init; }

    /// <summary>What the truth file says of connections without a label.</summary>
    public string Unlabelled { get; init; } = "none";

    /// <summary>How long the capture goes on after the last connection spoke, so that a FIN that is missing is missing for certain (SPEC section 5).</summary>
    public long QuietNs { get; init; } = 65 * Timestamp.NanosecondsPerSecond;
}
