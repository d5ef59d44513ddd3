namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What kind of stack sent a RST.</summary>
public enum ResetOrigin : byte
{
    /// <summary>The RST does not tell.</summary>
    Unknown,

    /// <summary>A stack with a socket for the connection.</summary>
    LiveSocket,

    /// <summary>A stack without one.</summary>
    NoSocket,

    /// <summary>Something between the two ends.</summary>
    Middlebox,
}
