namespace TeardownTrace.Analysis.Decoding;

/// <summary>What became of a packet. Every packet read is counted under exactly one of these.</summary>
public enum DecodeResult : byte
{
    /// <summary>A TCP segment, given to the tracker.</summary>
    Tcp,

    /// <summary>Another transport over IP (UDP, ICMP, …) that carries no tunnel with TCP inside.</summary>
    OtherTransport,

    /// <summary>No IP inside (ARP, STP, LLC, …).</summary>
    NotIp,

    /// <summary>A later fragment of an IP datagram: the first one carries the TCP header.</summary>
    LaterFragment,

    /// <summary>Cut by the snap length before the end of the headers needed.</summary>
    CutShort,

    /// <summary>A header that contradicts itself (a length that lies, a version that is neither 4 nor 6).</summary>
    Malformed,

    /// <summary>A link type this program does not know.</summary>
    UnknownLinkType,

    /// <summary>Left out by the filter expression.</summary>
    FilteredOut,
}
