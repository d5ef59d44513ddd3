namespace TeardownTrace.Cli;

/// <summary>How long a stack keeps TIME_WAIT (2 MSL), by the name given to --profile.</summary>
/// <param name="Name">The name.</param>
/// <param name="Seconds">The time.</param>
internal sealed record TimeWaitProfile(string Name, int Seconds)
{
    /// <summary>The first is the default. Linux: TCP_TIMEWAIT_LEN; FreeBSD: 2 × net.inet.tcp.msl; RFC 9293 3.4.2: 2 × 2 minutes.</summary>
    internal static readonly TimeWaitProfile[] All =
    [
        new("linux", 60),
        new("freebsd", 60),
        new("macos", 30),
        new("windows", 120),
        new("rfc", 240),
    ];
}
