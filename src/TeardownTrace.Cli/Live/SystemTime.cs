using TeardownTrace.Capture;

namespace TeardownTrace.Cli.Live;

/// <summary>The system's clock, which names files and tells an operator the time. Verdicts go by the capture's own.</summary>
internal static class SystemTime
{
    internal static Timestamp Now =>
        new((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
}
