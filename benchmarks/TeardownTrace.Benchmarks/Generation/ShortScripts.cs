using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>
/// The mix of short connections: mostly orderly closes by either side, and a few per cent of everything that goes wrong at the end.
/// Truths are what RFC 9293 and Linux make of the exchange, stated here and nowhere derived.
/// </summary>
internal static class ShortScripts
{
    private static readonly Truth ByClient = new(CloseKind.Graceful) { ActiveCloser = Party.Client, TimeWaitHolder = Party.Client };
    private static readonly Truth ByServer = new(CloseKind.Graceful) { ActiveCloser = Party.Server, TimeWaitHolder = Party.Server };

    /// <summary>Connections that are established, whatever becomes of them: a flood evicts no half-open one among them that matters.</summary>
    public static Script[] Established { get; } =
    [
        // Orderly: four segments, three segments, the FIN on the last data; keep-alives; data sent again.
        new(215, ">S <S. >. >P220 <. <P980 >. ~ >F <. <F >.", ByClient),
        new(170, ">S <S. >. >P310 <P760 >. ~ >F <F >.", ByClient),
        new(150, ">S <S. >. >P180 <. ~ <P1300 >. <F >. >F <.", ByServer),
        new(165, ">S <S. >. >P240 ~ <P1100 >. <F >F <.", ByServer),
        new(40, ">S <S. >. >P200 <. ~ <F700 >. ~ >F <.", ByServer),
        new(30, ">S <S. >. >P150 <P400 >. ~ >K <. ~ >K <. ~ >F <F >.", ByClient),
        new(35, ">S <S. >. >P260 <. <P1200% +240ms <P1200* >. ~ >F <. <F >.", ByClient),
        new(20, ">S <S. >. >P90% +230ms >P90* <. ~ <P500 >. <F >F <.", ByServer),
        new(12, ">S <S. >. >P300 <P200 >. >F <. ~ <P900 >. ~ <P300 >. <F >.", ByClient),
        new(10, ">S <S. >. >P120 <P150 >. ~ >F <F^ >. <.", new Truth(CloseKind.Simultaneous) { ActiveCloser = Party.Both, TimeWaitHolder = Party.Both }),

        // The final ACK: lost before the vantage, lost after it, repeated for nothing else, never captured at all.
        new(8, ">S <S. >. >P210 <P640 >. ~ >F <F >.! +250ms <F* >.", ByClient with { LostFinalAck = LostFinalAck.BeforeVantage }) { NeedsTimestamps = true },
        new(8, ">S <S. >. >P210 <P640 >. ~ <F >F <. +300ms >F* <.", ByServer with { LostFinalAck = LostFinalAck.AfterVantage }),
        new(8, ">S <S. >. >P330 <P810 >. ~ >F <. <F >. +260ms <F* >.", ByClient with { LostFinalAck = LostFinalAck.AfterVantage }),
        new(6, ">S <S. >. >P330 <P810 >. ~ >F <. <F% +240ms <F* >.", ByClient) { NeedsTimestamps = true },
        new(4, ">S <S. >. >P140 <P220 >. ~ >F <. <F >.!", new Truth(CloseKind.Unacknowledged) { ActiveCloser = Party.Client, LostFinalAck = LostFinalAck.NotCaptured, TimeWaitHolder = Party.Client }),
        new(4, ">S <S. >. >P140 <P220 >. ~ >F <. <F >.! +220ms <F* >.! +440ms <F* >.! +880ms <F* >.!",
            new Truth(CloseKind.Unacknowledged) { ActiveCloser = Party.Client, LostFinalAck = LostFinalAck.BeforeVantage, Confidence = Confidence.Inconclusive }),

        // One FIN only; no FIN at all.
        new(14, ">S <S. >. >P200 <P350 >. ~ >F <.", new Truth(CloseKind.HalfClosed) { ActiveCloser = Party.Client, MissingFin = Party.Server }),
        new(6, ">S <S. >. >P200 <P350 >. ~ <F >.", new Truth(CloseKind.HalfClosed) { ActiveCloser = Party.Server, MissingFin = Party.Client }),
        new(6, ">S <S. >. >P400 <P350 >. ~ >K <. ~ >K <.", new Truth(CloseKind.Open)),

        // Resets: linger 0 and unread data, data after close, a FIN answered by RST, unanswered keep-alives.
        new(10, ">S <S. >. >P250 <P450 >. ~ >R.", new Truth(CloseKind.Reset) { ResetBy = Party.Client }),
        new(8, ">S <S. >. >P250 <. ~ <R.", new Truth(CloseKind.Reset) { ResetBy = Party.Server }),
        new(8, ">S <S. >. >P180 <P300 >. ~ >F <. +80ms <P600 >R", new Truth(CloseKind.Reset) { ActiveCloser = Party.Client, ResetBy = Party.Client }),
        new(4, ">S <S. >. >P180 <P300 >. ~ >F <. <F >R", new Truth(CloseKind.Reset) { ActiveCloser = Party.Client, ResetBy = Party.Client }),
        new(3, ">S <S. >. >P180 <P300 >. ~ >K% +2s >K% +2s >R.", new Truth(CloseKind.Reset) { ResetBy = Party.Client }),
    ];

    /// <summary>Openings that came to nothing, and 4-tuples used again.</summary>
    public static Script[] Others { get; } =
    [
        new(14, ">S <R.", new Truth(CloseKind.Refused) { ResetBy = Party.Server }),
        new(10, ">S +1s >S* +2s >S*", new Truth(CloseKind.Unanswered)),
        new(4, ">S <S. +1s <S.* +2s <S.*", new Truth(CloseKind.HandshakeIncomplete)),
        new(5, ">S <S. >R", new Truth(CloseKind.AbortedHandshake) { ResetBy = Party.Client }),

        // The server sits in TIME_WAIT: its client comes back too late to meet it, is let in, is turned down, or is not heard.
        new(4, ">S <S. >. >P200 <P300 >. <F >F <. +70s /+ >S <S. >. >P150 <P250 >. >F <F >.", ByServer, ByClient),
        new(8, ">S <S. >. >P200 <P300 >. ~ <F >F <. +3s /+ >S <S. >. >P150 <P250 >. ~ >F <F >.", ByServer, ByClient with { SynReuse = SynReuse.Accepted }),
        new(4, ">S <S. >. >P200 <P300 >. ~ >F <F >. +4s /+ >S <S. >. >P150 <P250 >. ~ <F >F <.", ByClient, ByServer with { SynReuse = SynReuse.Accepted }),
        new(4, ">S <S. >. >P200 <P300 >. ~ <F >F <. +2s /- >S <.o >Ro +1s >S* <S. >. >P150 <P250 >. >F <F >.",
            ByServer, ByClient with { SynReuse = SynReuse.Rejected, ResetBy = Party.Client }) { NeedsTimestamps = true },
        new(2, ">S <S. >. >P200 <P300 >. ~ <F >F <. +2s /- >S <.o >Ro",
            ByServer, new Truth(CloseKind.Unanswered) { SynReuse = SynReuse.Rejected, ResetBy = Party.Client }) { NeedsTimestamps = true },
        new(2, ">S <S. >. >P200 <P300 >. ~ <F >F <. +5s /+ >S +1s >S*", ByServer, new Truth(CloseKind.Unanswered) { SynReuse = SynReuse.Unanswered }),
    ];

    /// <summary>Everything.</summary>
    public static Script[] All { get; } = [.. Established, .. Others];
}
