namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Why a RST was sent.</summary>
public enum ResetCause : byte
{
    /// <summary>It answers a SYN.</summary>
    Refused,

    /// <summary>The owner cut the connection.</summary>
    Abort,

    /// <summary>It answers data sent to an endpoint that had closed.</summary>
    DataAfterClose,

    /// <summary>It answers a segment of a connection its sender never had, or forgot.</summary>
    UnknownConnection,

    /// <summary>Keep-alives went unanswered.</summary>
    KeepaliveTimeout,

    /// <summary>It answers the second FIN instead of the final ACK.</summary>
    FinAnswered,

    /// <summary>The client answers an old ACK.</summary>
    RejectedReuse,
}
