namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What keeps a verdict from being certain.</summary>
public enum ConfidenceReason : byte
{
    /// <summary>Nothing does.</summary>
    None,

    /// <summary>The close may have begun before the capture did.</summary>
    BeganLate,

    /// <summary>The capture ended before what would decide.</summary>
    EndedEarly,

    /// <summary>One direction was never captured.</summary>
    OneSided,

    /// <summary>Segments that would decide are missing from the capture.</summary>
    CaptureGap,

    /// <summary>The connection table was full and this connection made room.</summary>
    Evicted,

    /// <summary>Mid-stream: who is client and who is server is a guess by port.</summary>
    RolesGuessed,

    /// <summary>A retransmission may have crossed the ACK, or what was sent again had itself been lost: the vantage cannot tell which.</summary>
    LossPlaceUnknown,

    /// <summary>The RST was only plausible and what followed does not tell whether it was accepted.</summary>
    ResetUnconfirmed,

    /// <summary>The capture dropped packets while this connection was alive, or its interface was away.</summary>
    CaptureDrops,
}
