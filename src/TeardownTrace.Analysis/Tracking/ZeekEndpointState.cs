namespace TeardownTrace.Analysis.Tracking;

/// <summary>The states in which Zeek sees an endpoint: its EndpointState.</summary>
internal enum ZeekEndpointState
{
    /// <summary>Nothing was seen of it that counts.</summary>
    Inactive,

    /// <summary>The originator sent a SYN.</summary>
    SynSent,

    /// <summary>The originator's first segment was a SYN-ACK.</summary>
    SynAckSent,

    /// <summary>Picked up without its SYN.</summary>
    Partial,

    /// <summary>Its SYN and its peer's are known or presumed.</summary>
    Established,

    /// <summary>It sent a FIN.</summary>
    Closed,

    /// <summary>It sent a RST.</summary>
    Reset,
}
