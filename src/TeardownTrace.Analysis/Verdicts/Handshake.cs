namespace TeardownTrace.Analysis.Verdicts;

/// <summary>How far the opening came.</summary>
public enum Handshake : byte
{
    /// <summary>SYN, SYN-ACK and the ACK of it.</summary>
    Complete,

    /// <summary>SYN and SYN-ACK, never the ACK.</summary>
    NoFinalAck,

    /// <summary>SYN, never a SYN-ACK.</summary>
    SynOnly,

    /// <summary>The SYN was answered by an acceptable RST.</summary>
    Refused,

    /// <summary>No SYN seen.</summary>
    MidStream,
}
