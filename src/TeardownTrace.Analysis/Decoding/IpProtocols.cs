namespace TeardownTrace.Analysis.Decoding;

/// <summary>Protocol numbers and IPv6 extension headers that lead to TCP (IANA protocol-numbers).</summary>
internal static class IpProtocols
{
    public const byte HopByHop = 0;
    public const byte IPv4 = 4;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte IPv6 = 41;
    public const byte Routing = 43;
    public const byte Fragment = 44;
    public const byte Gre = 47;
    public const byte Authentication = 51;
    public const byte Destination = 60;
    public const byte Mobility = 135;
    public const byte HostIdentity = 139;
    public const byte Shim6 = 140;

    /// <summary>MPLS in IP (RFC 4023).</summary>
    public const byte Mpls = 137;

    /// <summary>Ethernet in IP (RFC 3378).</summary>
    public const byte EtherIp = 97;

    /// <summary>Ethernet over segment routing (RFC 8986 4.9).</summary>
    public const byte SegmentRoutedEthernet = 143;
}
