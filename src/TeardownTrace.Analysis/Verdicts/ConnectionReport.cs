using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>
/// One incarnation of a connection and how it ended: the row of the connection table, typed. Null means not known or not applicable.
/// Frames are 1-based numbers in their file; durations are nanoseconds. A large value: pass it by <c>in</c>. It refers to no object: copying one
/// that does costs three times as much, and each is copied twice on its way to its row.
/// </summary>
public readonly record struct ConnectionReport
{
    /// <summary>Number of the incarnation, from 1: by first frame, or by end where <see cref="AnalysisOptions.InOrderOfEnd"/> asks for that.</summary>
    public required long Id { get; init; }

    /// <summary>First frame.</summary>
    public required FrameNumber FirstFrame { get; init; }

    /// <summary>Last frame.</summary>
    public required FrameNumber LastFrame { get; init; }

    /// <summary>Time of the first frame; this, and all times and durations, null where the capture tells no times.</summary>
    public required Timestamp? StartTime { get; init; }

    /// <summary>Time of the last frame.</summary>
    public required Timestamp? EndTime { get; init; }

    /// <summary>Whether the capture's clock resolves less than a microsecond.</summary>
    public bool HasNanoseconds { get; init; }

    /// <summary>The client's address.</summary>
    public required HostAddress ClientAddress { get; init; }

    /// <summary>The client's port.</summary>
    public required ushort ClientPort { get; init; }

    /// <summary>The server's address.</summary>
    public required HostAddress ServerAddress { get; init; }

    /// <summary>The server's port.</summary>
    public required ushort ServerPort { get; init; }

    /// <summary>VLAN identifier, where tagged.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>The client's sequence numbers, where only these tell its segments from those of another connection of the same 4-tuple between them.</summary>
    public SequenceRange? ClientSequences { get; init; }

    /// <summary>The server's, in the same case.</summary>
    public SequenceRange? ServerSequences { get; init; }

    /// <summary>What the roles rest on.</summary>
    public RoleBasis RoleBasis { get; init; }

    /// <summary>How far the opening came.</summary>
    public Handshake Handshake { get; init; }

    /// <summary>Why it was not watched any longer.</summary>
    public ObservationEnd ObservationEnd { get; init; }

    /// <summary>Whose last segments, sent again and again, the peer left unanswered: behind <see cref="ConnectionFlags.PeerVanished"/>.</summary>
    public Party Unanswered { get; init; }

    /// <summary>Whether an ACK of another connection answered its SYN.</summary>
    public bool IsSynMetByOldAck { get; init; }

    /// <summary>Whether a SYN of another number came before an answer to its own was due.</summary>
    public bool IsSynGivenUp { get; init; }

    /// <summary>How it ended.</summary>
    public CloseKind CloseKind { get; init; }

    /// <summary>Whose FIN was first by acknowledgement.</summary>
    public Party ActiveCloser { get; init; }

    /// <summary>The side that never sent its FIN.</summary>
    public Party MissingFin { get; init; }

    /// <summary>Where the final ACK was lost.</summary>
    public LostFinalAck LostFinalAck { get; init; }

    /// <summary>Whether a later ACK ended the retransmissions; null where no final ACK was lost.</summary>
    public bool? FinalAckRecovered { get; init; }

    /// <summary>Who cut the connection.</summary>
    public Party ResetBy { get; init; }

    /// <summary>Where in its life it was cut.</summary>
    public ResetPhase? ResetPhase { get; init; }

    /// <summary>Why.</summary>
    public ResetCause? ResetCause { get; init; }

    /// <summary>By what kind of stack.</summary>
    public ResetOrigin? ResetOrigin { get; init; }

    /// <summary>What became of a SYN into TIME_WAIT, when this incarnation began with one.</summary>
    public SynReuse SynReuse { get; init; }

    /// <summary>The previous incarnation's <see cref="Id"/>.</summary>
    public long? ReuseOf { get; init; }

    /// <summary>Time since TIME_WAIT was entered.</summary>
    public long? ReuseGapNs { get; init; }

    /// <summary>The SYN's sequence number minus what the TIME_WAIT side expects next.</summary>
    public int? ReuseSequenceDelta { get; init; }

    /// <summary>Who reused the 4-tuple.</summary>
    public ReuseBy? ReuseBy { get; init; }

    /// <summary>Which rule lets the SYN in.</summary>
    public ReuseRule? ReuseRule { get; init; }

    /// <summary>What the new sequence number proves; None where nothing.</summary>
    public ReuseProof ReuseProof { get; init; }

    /// <summary>First SYN to SYN-ACK.</summary>
    public long? ReuseDelayNs { get; init; }

    /// <summary>Who sat in TIME_WAIT.</summary>
    public Party TimeWaitHolder { get; init; }

    /// <summary>When TIME_WAIT was entered.</summary>
    public Timestamp? TimeWaitStart { get; init; }

    /// <summary>The client's state at the last segment, timers not applied.</summary>
    public TcpState ClientState { get; init; }

    /// <summary>The server's state at the last segment, timers not applied.</summary>
    public TcpState ServerState { get; init; }

    /// <summary>First FIN to final ACK or RST.</summary>
    public long? CloseDurationNs { get; init; }

    /// <summary>First FIN to second FIN.</summary>
    public long? HalfCloseNs { get; init; }

    /// <summary>How long the passive side stayed in CLOSE_WAIT.</summary>
    public long? CloseWaitNs { get; init; }

    /// <summary>The client's FIN.</summary>
    public FrameNumber? ClientFinFrame { get; init; }

    /// <summary>The first segment that acknowledges the client's FIN.</summary>
    public FrameNumber? ClientFinAckFrame { get; init; }

    /// <summary>The server's FIN.</summary>
    public FrameNumber? ServerFinFrame { get; init; }

    /// <summary>The first segment that acknowledges the server's FIN.</summary>
    public FrameNumber? ServerFinAckFrame { get; init; }

    /// <summary>The RST that counts.</summary>
    public FrameNumber? RstFrame { get; init; }

    /// <summary>The client's FIN segments, retransmissions included.</summary>
    public long ClientFins { get; init; }

    /// <summary>The server's FIN segments, retransmissions included.</summary>
    public long ServerFins { get; init; }

    /// <summary>The client's RST segments.</summary>
    public long ClientRsts { get; init; }

    /// <summary>The server's RST segments.</summary>
    public long ServerRsts { get; init; }

    /// <summary>The client's SYN segments, retransmissions included, with or without ACK.</summary>
    public long ClientSyns { get; init; }

    /// <summary>The server's SYN segments, retransmissions included, with or without ACK.</summary>
    public long ServerSyns { get; init; }

    /// <summary>The client's packets, mirror duplicates included.</summary>
    public long ClientPackets { get; init; }

    /// <summary>The server's packets, mirror duplicates included.</summary>
    public long ServerPackets { get; init; }

    /// <summary>The client's payload bytes, retransmissions not counted twice.</summary>
    public long ClientBytes { get; init; }

    /// <summary>The server's payload bytes, retransmissions not counted twice.</summary>
    public long ServerBytes { get; init; }

    /// <summary>Segments the client sent again.</summary>
    public long ClientRetransmissions { get; init; }

    /// <summary>Segments the server sent again.</summary>
    public long ServerRetransmissions { get; init; }

    /// <summary>Whether the vantage shows what is said.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>What keeps it from being certain.</summary>
    public ConfidenceReason ConfidenceReason { get; init; }

    /// <summary>What else was seen.</summary>
    public ConnectionFlags Flags { get; init; }

    /// <summary>Zeek's conn_state.</summary>
    public ZeekConnState ZeekConnState { get; init; }

    /// <summary>Zeek's history.</summary>
    public ZeekHistory ZeekHistory { get; init; }

    /// <summary>Wireshark's tcp.completeness bit mask.</summary>
    public byte TcpCompleteness { get; init; }
}
