namespace TeardownTrace.Analysis.Verdicts;

/// <summary>Neither end of a connection, one, or both.</summary>
public enum Party : byte
{
    /// <summary>Neither.</summary>
    None,

    /// <summary>The client: sender of the first SYN without ACK, or the side taken for it.</summary>
    Client,

    /// <summary>The server.</summary>
    Server,

    /// <summary>Both ends.</summary>
    Both,
}
