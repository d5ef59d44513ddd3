namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What became of a SYN into TIME_WAIT.</summary>
public enum SynReuse : byte
{
    /// <summary>There was none.</summary>
    None,

    /// <summary>A SYN-ACK came.</summary>
    Accepted,

    /// <summary>An ACK of the old connection or a RST came instead.</summary>
    Rejected,

    /// <summary>Neither.</summary>
    Unanswered,
}
