using System.Diagnostics;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads header after header of a packet, from the link layer to the innermost TCP header.</summary>
internal static class HeaderChain
{
    /// <summary>
    /// Headers read of one packet at most, tags, extension headers and tunnels all counted. Real packets need below 20; beyond this the
    /// packet is a forgery made to keep decoders busy.
    /// </summary>
    private const int MaxHeaders = 48;

    /// <summary>Reads up to the innermost TCP header.</summary>
    /// <param name="cursor">Stands at the packet's first byte; stands at the TCP header after <see cref="DecodeResult.Tcp"/>.</param>
    /// <param name="link">What the packet begins with.</param>
    public static DecodeResult ReadToTcp(ref PacketCursor cursor, LinkLayer link)
    {
        Layer layer = link.Read(ref cursor);
        for (int headers = 0; layer != Layer.Done; headers++)
        {
            if (headers == MaxHeaders)
                return DecodeResult.Malformed;

            layer = layer switch
            {
                Layer.Ethernet => EthernetHeader.Read(ref cursor),
                Layer.EtherType => ReadEtherType(ref cursor),
                Layer.Llc => LlcHeader.Read(ref cursor),
                Layer.Ppp => PppHeader.Read(ref cursor),
                Layer.Wifi => WifiHeader.Read(ref cursor),
                Layer.Ip => ReadIp(ref cursor),
                Layer.Transport => ReadTransport(ref cursor),
                _ => throw new UnreachableException(),
            };
        }

        // No IP within a tunnel is still a packet over IP.
        return cursor is { Result: DecodeResult.NotIp, IpHeaders: > 0 } ? DecodeResult.OtherTransport : cursor.Result;
    }

    private static Layer ReadEtherType(ref PacketCursor cursor) => cursor.EtherType switch
    {
        EtherTypes.IPv4 or EtherTypes.IPv6 => Layer.Ip,
        var type when EtherTypes.IsTag(type) => EthernetHeader.ReadVlanTag(ref cursor),
        EtherTypes.Mpls or EtherTypes.MplsMulticast => MplsHeader.Read(ref cursor),
        EtherTypes.Ethernet => Layer.Ethernet,
        EtherTypes.Ppp => Layer.Ppp,
        EtherTypes.PppoeSession => PppHeader.ReadPppoeSession(ref cursor),
        EtherTypes.BackboneService => BridgeHeader.ReadServiceTag(ref cursor),
        EtherTypes.FabricPath => BridgeHeader.ReadFabricPath(ref cursor),
        EtherTypes.VirtualNicTag => BridgeHeader.ReadVirtualNicTag(ref cursor),
        EtherTypes.Trill => BridgeHeader.ReadTrill(ref cursor),
        _ => cursor.End(DecodeResult.NotIp),
    };

    private static Layer ReadIp(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(1, out ReadOnlySpan<byte> first))
            return cursor.EndShort(1);

        return (first[0] >> 4) switch
        {
            IPv4Header.Version => IPv4Header.Read(ref cursor),
            IPv6Header.Version => IPv6Header.Read(ref cursor),
            _ => cursor.End(DecodeResult.Malformed),
        };
    }

    private static Layer ReadTransport(ref PacketCursor cursor) => cursor.Protocol switch
    {
        IpProtocols.Tcp => cursor.End(DecodeResult.Tcp),
        IpProtocols.IPv4 or IpProtocols.IPv6 => Layer.Ip,
        IpProtocols.Udp => UdpTunnels.Read(ref cursor),
        IpProtocols.Gre => GreHeader.Read(ref cursor),
        IpProtocols.Mpls => cursor.Follow(EtherTypes.Mpls),
        IpProtocols.SegmentRoutedEthernet => Layer.Ethernet,
        IpProtocols.EtherIp => BridgeHeader.ReadEtherIp(ref cursor),
        IpProtocols.Fragment when cursor.IsIPv6 => IPv6Header.ReadFragment(ref cursor),
        IpProtocols.Authentication => IPv6Header.ReadExtension(ref cursor),
        IpProtocols.HopByHop or IpProtocols.Routing or IpProtocols.Destination or IpProtocols.Mobility
            or IpProtocols.HostIdentity or IpProtocols.Shim6 when cursor.IsIPv6 => IPv6Header.ReadExtension(ref cursor),
        _ => cursor.End(DecodeResult.OtherTransport),
    };
}
