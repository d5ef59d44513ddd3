namespace TeardownTrace.Analysis.Tracking;

/// <summary>What was seen of a connection as a whole.</summary>
[Flags]
internal enum ConnectionMarks : uint
{
    None = 0,

    /// <summary>The client is the higher end of the flow key.</summary>
    ClientIsHigh = 1u << 0,

    /// <summary>Roles rest on a SYN.</summary>
    RolesBySyn = 1u << 1,

    /// <summary>Roles rest on a SYN-ACK.</summary>
    RolesBySynAck = 1u << 2,

    /// <summary>Picked up without SYN or SYN-ACK.</summary>
    MidStream = 1u << 3,

    /// <summary>Both ends were synchronised at some time (or it was picked up so).</summary>
    Established = 1u << 4,

    /// <summary>Only RSTs were seen so far.</summary>
    OnlyResets = 1u << 5,

    /// <summary>A SYN into a synchronised connection that nobody has answered yet: an incarnation only if a SYN-ACK or RST answers it.</summary>
    Tentative = 1u << 6,

    /// <summary>A later incarnation of the same 4-tuple exists.</summary>
    Superseded = 1u << 7,

    /// <summary>A later SYN on the same 4-tuple was accepted.</summary>
    ReusedByAcceptedSyn = 1u << 8,

    /// <summary>A RST ended its TIME_WAIT early.</summary>
    TimeWaitEnded = 1u << 9,

    /// <summary>A mirror showed segments twice.</summary>
    MirrorDuplicates = 1u << 10,

    /// <summary>An acceptable RST closed it: <see cref="RareFacts.Reset"/> holds.</summary>
    Reset = 1u << 11,

    /// <summary>A RST that closes nothing was seen.</summary>
    RstIgnored = 1u << 12,

    /// <summary>A RST's TTL differs from its claimed sender's.</summary>
    RstTtlMismatch = 1u << 13,

    /// <summary>An acceptable RST came after both FINs were acknowledged.</summary>
    RstAfterClose = 1u << 14,

    /// <summary>A challenge ACK was seen.</summary>
    ChallengeAck = 1u << 15,

    /// <summary>An old duplicate reached TIME_WAIT.</summary>
    TimeWaitData = 1u << 16,

    /// <summary>Both ends sent a SYN without ACK.</summary>
    SimultaneousOpen = 1u << 17,

    /// <summary>The handshake was completed in sight: SYN, SYN-ACK and the ACK of it.</summary>
    HandshakeComplete = 1u << 18,

    /// <summary>The client answered an old ACK with RST while its SYN stood.</summary>
    RejectedReuseReset = 1u << 19,

    /// <summary>It was taken out of a full table.</summary>
    Evicted = 1u << 20,

    /// <summary>No segment can find it any more; it stands until it has been judged.</summary>
    Ended = 1u << 21,

    /// <summary>The capture dropped packets while it was alive.</summary>
    CaptureDrops = 1u << 22,

    /// <summary>Data was acknowledged that was never captured.</summary>
    GapAcknowledged = 1u << 23,

    /// <summary>The high end sent the latest segment that was not a RST.</summary>
    LastFromHigh = 1u << 24,

    /// <summary>The latest segment was a SYN or SYN-ACK sent for the first time: the next one the other way measures a round trip.</summary>
    TimingHandshake = 1u << 25,

    /// <summary>The SYN was answered with an ACK of something else: the other end was still in an older connection.</summary>
    OldAck = 1u << 26,

    /// <summary>Between its segments stand some of another connection of the same 4-tuple.</summary>
    Interleaved = 1u << 27,
}
