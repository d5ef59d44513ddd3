namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Zeek's conn_state, by Zeek's own rules.</summary>
public enum ZeekConnState : byte
{
    /// <summary>No SYN seen, or nothing decisive.</summary>
    OTH,

    /// <summary>SYN, no reply.</summary>
    S0,

    /// <summary>Established, not terminated.</summary>
    S1,

    /// <summary>Established and finished.</summary>
    SF,

    /// <summary>Attempt rejected.</summary>
    REJ,

    /// <summary>Established, the originator closed, no reply from the responder.</summary>
    S2,

    /// <summary>Established, the responder closed, no reply from the originator.</summary>
    S3,

    /// <summary>Established, the originator aborted.</summary>
    RSTO,

    /// <summary>The responder aborted.</summary>
    RSTR,

    /// <summary>SYN, then RST by the originator, no SYN-ACK.</summary>
    RSTOS0,

    /// <summary>SYN-ACK, then RST by the responder, no SYN.</summary>
    RSTRH,

    /// <summary>SYN, then FIN by the originator, no SYN-ACK.</summary>
    SH,

    /// <summary>SYN-ACK, then FIN by the responder, no SYN.</summary>
    SHR,
}
