using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>The SYN into TIME_WAIT that an incarnation began with, and what became of it (RFC 9293 3.6.1, RFC 6191).</summary>
internal struct ReuseFacts
{
    /// <summary>First packet of the previous incarnation: its identity until identifiers are given.</summary>
    public long PreviousFirstPacket;

    /// <summary>Time since TIME_WAIT was entered, nanoseconds; null where a FIN was missed, so that nothing tells when that was.</summary>
    public long? GapNs;

    /// <summary>First SYN to SYN-ACK, nanoseconds; 0 until it came.</summary>
    public long DelayNs;

    /// <summary>The SYN's sequence number minus what the TIME_WAIT side expects next.</summary>
    public int SequenceDelta;

    /// <summary>Initial sequence number that a Linux TIME_WAIT socket would choose.</summary>
    public uint LinuxInitialSequence;

    /// <summary>What became of it; None while this is no reuse.</summary>
    public SynReuse Outcome;

    /// <summary>Who reused the 4-tuple.</summary>
    public ReuseBy By;

    /// <summary>Which rule lets the SYN in.</summary>
    public ReuseRule Rule;

    /// <summary>The SYN's options were cut from the capture: whether it had a timestamp, and which rule lets it in, is not known.</summary>
    public bool OptionsCut;

    /// <summary>What a sequence number proved.</summary>
    public ReuseProof Proof;

    /// <summary>TIME_WAIT was over by the timer or by a RST: a reuse only if the answer proves that the socket was still there (tcp_rfc1337).</summary>
    public bool OnlyIfProven;

    /// <summary>The SYN was not captured, and who is taken for its sender may have sent none: a reuse only if that has gone on from the answer.</summary>
    public bool OnlyIfEstablished;

    /// <summary>
    /// What the capture missed would tell whether the SYN met TIME_WAIT, or what became of it, unless the answer proves it: a FIN of the connection before, its
    /// final ACK, or an ACK of it that turned the SYN down.
    /// </summary>
    public bool IsUndecided;

    /// <summary>Whether there was such a SYN.</summary>
    public readonly bool MetTimeWait => Outcome != SynReuse.None;
}
