namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What else was seen of a connection; tokens are alphabetical and so are the bits.</summary>
[Flags]
public enum ConnectionFlags : uint
{
    /// <summary>Nothing else.</summary>
    None = 0,

    /// <summary>A segment was acknowledged that was never seen.</summary>
    CaptureGap = 1u << 0,

    /// <summary>A segment in a synchronised state was answered by a challenge ACK (RFC 5961).</summary>
    ChallengeAck = 1u << 1,

    /// <summary>CLOSE_WAIT lasted longer than the FIN timeout, with no data from that side.</summary>
    CloseWaitStuck = 1u << 2,

    /// <summary>A SYN carried data (RFC 7413).</summary>
    DataInSyn = 1u << 3,

    /// <summary>A FIN was sent again.</summary>
    FinRetransmitted = 1u << 4,

    /// <summary>Data came from the passive side after the first FIN: a working half-close.</summary>
    HalfCloseData = 1u << 5,

    /// <summary>Keep-alive probes were seen.</summary>
    Keepalive = 1u << 6,

    /// <summary>No SYN was seen.</summary>
    MidStream = 1u << 7,

    /// <summary>A mirror showed segments twice.</summary>
    MirrorDuplicates = 1u << 8,

    /// <summary>Only one direction was seen.</summary>
    OneSided = 1u << 9,

    /// <summary>Data, FIN or keep-alives were retransmitted with no answer to the end.</summary>
    PeerVanished = 1u << 10,

    /// <summary>An acceptable RST came after both FINs were acknowledged.</summary>
    RstAfterClose = 1u << 11,

    /// <summary>A RST that closes nothing was seen.</summary>
    RstIgnored = 1u << 12,

    /// <summary>A RST's TTL differs by more than 2 from its claimed sender's other segments.</summary>
    RstTtlMismatch = 1u << 13,

    /// <summary>Both ends sent a SYN without ACK.</summary>
    SimultaneousOpen = 1u << 14,

    /// <summary>A SYN was sent again.</summary>
    SynRetransmitted = 1u << 15,

    /// <summary>An old duplicate reached TIME_WAIT.</summary>
    TimeWaitData = 1u << 16,

    /// <summary>A receive window of zero was announced.</summary>
    ZeroWindow = 1u << 17,
}
