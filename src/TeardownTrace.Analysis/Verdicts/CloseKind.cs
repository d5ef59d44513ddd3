namespace TeardownTrace.Analysis.Verdicts;

/// <summary>How a connection ended; exactly one holds.</summary>
public enum CloseKind : byte
{
    /// <summary>Both FINs seen and acknowledged.</summary>
    Graceful,

    /// <summary>Graceful, and neither FIN acknowledged the other.</summary>
    Simultaneous,

    /// <summary>Exactly one side sent a FIN.</summary>
    HalfClosed,

    /// <summary>Both FINs seen, at least one never acknowledged.</summary>
    Unacknowledged,

    /// <summary>An acceptable RST ended an established connection.</summary>
    Reset,

    /// <summary>The SYN was answered by an acceptable RST.</summary>
    Refused,

    /// <summary>SYN and SYN-ACK, then an acceptable RST before ESTABLISHED.</summary>
    AbortedHandshake,

    /// <summary>SYN and SYN-ACK, never the ACK.</summary>
    HandshakeIncomplete,

    /// <summary>SYNs that nobody answered.</summary>
    Unanswered,

    /// <summary>Nothing but RSTs.</summary>
    Stray,

    /// <summary>Neither FIN nor RST to the end.</summary>
    Open,
}
