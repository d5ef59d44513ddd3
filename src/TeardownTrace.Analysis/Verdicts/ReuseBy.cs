namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Who reused the 4-tuple.</summary>
public enum ReuseBy : byte
{
    /// <summary>The SYN goes to the side in TIME_WAIT (the BSD case).</summary>
    Peer,

    /// <summary>The side in TIME_WAIT reconnects itself (tcp_tw_reuse).</summary>
    Holder,
}
