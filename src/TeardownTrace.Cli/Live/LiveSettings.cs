using TeardownTrace.Capture;
using TeardownTrace.Reporting.Output;

namespace TeardownTrace.Cli.Live;

/// <summary>What <c>live</c> was asked to do, checked.</summary>
internal sealed record LiveSettings
{
    public required JudgingSettings Judging { get; init; }

    public required LiveCaptureOptions Capture { get; init; }

    public required RotationOptions Rotation { get; init; }

    /// <summary>Whose packets are kept; null: none are.</summary>
    public PacketRingSettings? Ring { get; init; }

    /// <summary>Where metrics are sent; null: nowhere.</summary>
    public Uri? Collector { get; init; }

    /// <summary>When the capture ends by itself; null: it does not.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How often a line is printed where there is no screen; zero: never.</summary>
    public TimeSpan StatisticsEvery { get; init; }

    /// <summary>Hosts whose states are told; 0: none.</summary>
    public int Hosts { get; init; }
}
