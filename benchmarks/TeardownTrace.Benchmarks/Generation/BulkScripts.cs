using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>Downloads: 48 packets a connection, forty of them with 1400 bytes of payload.</summary>
internal static class BulkScripts
{
    /// <summary>Closed by the server, as downloads mostly are, and by the client.</summary>
    public static Script[] All { get; } =
    [
        new(7, ">S <S. >. >P300 ~ <P1400x40 >. <F >F <.", new Truth(CloseKind.Graceful) { ActiveCloser = Party.Server, TimeWaitHolder = Party.Server }),
        new(3, ">S <S. >. >P300 ~ <P1400x40 >. >F <F >.", new Truth(CloseKind.Graceful) { ActiveCloser = Party.Client, TimeWaitHolder = Party.Client }),
    ];
}
