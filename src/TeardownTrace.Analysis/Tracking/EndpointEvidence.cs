namespace TeardownTrace.Analysis.Tracking;

/// <summary>What an endpoint's own segments, and its peer's answers, have shown of it so far.</summary>
[Flags]
internal enum EndpointEvidence : uint
{
    None = 0,

    /// <summary>At least one segment of it was captured: <see cref="Endpoint.Next"/> holds.</summary>
    Seen = 1u << 0,

    /// <summary>It sent a SYN without ACK.</summary>
    Syn = 1u << 1,

    /// <summary>It sent a SYN-ACK.</summary>
    SynAck = 1u << 2,

    /// <summary>It sent its SYN or SYN-ACK again.</summary>
    SynRepeated = 1u << 3,

    /// <summary>It sent an ACK: <see cref="Endpoint.Acked"/> holds.</summary>
    Ack = 1u << 4,

    /// <summary>The peer acknowledged its SYN.</summary>
    SynAcked = 1u << 5,

    /// <summary>It sent a FIN: the Fin fields hold.</summary>
    Fin = 1u << 6,

    /// <summary>Its FIN was acknowledged at least once: <see cref="Endpoint.FinAckTime"/> holds.</summary>
    FinAcked = 1u << 7,

    /// <summary>The latest transmission of its FIN has been acknowledged since.</summary>
    FinAckedNow = 1u << 8,

    /// <summary>It sent its FIN again.</summary>
    FinRepeated = 1u << 9,

    /// <summary>It sent its FIN, or what its peer lacked before it, again before any acknowledgement of the FIN was seen.</summary>
    FinRepeatedUnacked = 1u << 10,

    /// <summary>It sent its FIN, or data before it, again so long after the acknowledgement was seen that this one must have been lost.</summary>
    FinRepeatedLate = 1u << 11,

    /// <summary>
    /// It sent its FIN again so soon after the acknowledgement was seen that the two may have crossed, or before an acknowledgement that crossed it, as the
    /// next one shows.
    /// </summary>
    FinRepeatedEarly = 1u << 12,

    /// <summary>
    /// The first acknowledgement seen echoes an earlier timestamp than that of the latest transmission of its FIN, or of what its peer lacked before it.
    /// </summary>
    FinAckEchoesEarlier = 1u << 13,

    /// <summary>The first acknowledgement seen echoes the timestamp of that latest transmission, or of what filled a hole before the FIN since.</summary>
    FinAckEchoesLatest = 1u << 14,

    /// <summary>
    /// The first FIN captured is a repetition: an earlier segment already carried the sequence number after it, and the FIN acknowledges no less than that did.
    /// </summary>
    FinFirstMissed = 1u << 15,

    /// <summary>
    /// It spoke from one beyond everything captured of it, and had not acknowledged the peer's FIN before: if a FIN of its own had gone before, that answered
    /// nothing.
    /// </summary>
    SpokeFromBeyondFirst = 1u << 16,

    /// <summary>Its segments carried the timestamps option.</summary>
    Timestamps = 1u << 17,

    /// <summary>Its SYN offered window scaling, or may have: the capture cut its options.</summary>
    WindowScale = 1u << 18,

    /// <summary>It sent payload.</summary>
    Data = 1u << 19,

    /// <summary>It sent new payload in CLOSE_WAIT.</summary>
    CloseWaitData = 1u << 20,

    /// <summary>It probed with keep-alives.</summary>
    Keepalive = 1u << 21,

    /// <summary>It announced a window of zero.</summary>
    ZeroWindow = 1u << 22,

    /// <summary>Its SYN carried data.</summary>
    SynData = 1u << 23,

    /// <summary>Its latest segment carried payload.</summary>
    LastWasData = 1u << 24,

    /// <summary>Its latest segment carried a FIN.</summary>
    LastWasFin = 1u << 25,

    /// <summary>The last growth of its acknowledgment number was by exactly one.</summary>
    AckGrewByOne = 1u << 26,

    /// <summary>A challenge ACK is due from it: the peer's last segment was a SYN or an inexact RST in a synchronised state.</summary>
    ChallengeDue = 1u << 27,

    /// <summary>Its latest segment was a keep-alive.</summary>
    LastWasKeepalive = 1u << 28,

    /// <summary>It went on, without payload, one beyond all that was captured of it, and the peer had acknowledged just that: a FIN that the capture missed.</summary>
    FinMissed = 1u << 29,

    /// <summary>Something below <see cref="Endpoint.Next"/> was never captured, and the peer has not acknowledged it so far.</summary>
    Hole = 1u << 30,

    /// <summary>Its latest segment was a SYN or SYN-ACK.</summary>
    LastWasSyn = 1u << 31,
}
