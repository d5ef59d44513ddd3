namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What the roles of client and server rest on.</summary>
public enum RoleBasis : byte
{
    /// <summary>A SYN without ACK was seen: its sender is the client.</summary>
    Syn,

    /// <summary>Seen only from the SYN-ACK on: its receiver is the client.</summary>
    SynAck,

    /// <summary>Mid-stream: the side with the better known port is the server.</summary>
    Port,
}
