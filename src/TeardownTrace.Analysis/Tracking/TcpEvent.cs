namespace TeardownTrace.Analysis.Tracking;

/// <summary>What a captured segment tells about one endpoint's own state machine (RFC 9293 3.10), in the order of the columns of <see cref="TcpStateTable"/>.</summary>
internal enum TcpEvent : byte
{
    /// <summary>It sent a SYN without ACK.</summary>
    SendSyn,

    /// <summary>It sent a SYN-ACK.</summary>
    SendSynAck,

    /// <summary>It sent an ACK of the peer's SYN, without a SYN.</summary>
    AcknowledgeSyn,

    /// <summary>The peer acknowledged its SYN, without a SYN.</summary>
    SynAcknowledged,

    /// <summary>What follows proves that it was established, though the capture missed the rest of its handshake.</summary>
    HandshakeProved,

    /// <summary>It sent a FIN.</summary>
    SendFin,

    /// <summary>It acknowledged the peer's FIN, and so had received it.</summary>
    ReceiveFin,

    /// <summary>The peer acknowledged its FIN.</summary>
    FinAcknowledged,

    /// <summary>It sent its FIN again although the acknowledgement was seen: that one did not arrive.</summary>
    RepeatFin,

    /// <summary>An acceptable RST passed, either way.</summary>
    Reset,
}
