namespace TeardownTrace.Analysis.Verdicts;

/// <summary>How far the opening came.</summary>
public enum Handshake : byte
{
    /// <summary>The SYN-ACK and the ACK of it were seen, or what followed shows them.</summary>
    Complete,

    /// <summary>The SYN-ACK was seen, never the ACK of it.</summary>
    NoFinalAck,

    /// <summary>SYN, never a SYN-ACK.</summary>
    SynOnly,

    /// <summary>The SYN was answered by an acceptable RST.</summary>
    Refused,

    /// <summary>Neither SYN nor SYN-ACK was seen.</summary>
    MidStream,
}
