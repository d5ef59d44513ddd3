using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Tunnels over UDP, told by port: one row each. A port is a guess, since clients use any; so a header that does not look like the
/// tunnel's makes the packet another transport, never a malformed one.
/// </summary>
internal static class UdpTunnels
{
    private const int HeaderLength = 8;
    private const int DestinationOffset = 2;

    private const ushort L2tpPort = 1701;
    private const ushort GtpPort = 2152;
    private const ushort TeredoPort = 3544;
    private const ushort VxlanGenericPort = 4790;
    private const ushort CapwapDataPort = 5247;
    private const ushort MplsPort = 6635;

    /// <summary>What Linux used for VXLAN before it had a number, and still uses unless told otherwise.</summary>
    private const ushort OldVxlanPort = 8472;

    /// <summary>Takes a UDP header; goes on with the tunnel of its destination port, else of its source port.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(HeaderLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(HeaderLength);

        ushort source = BinaryPrimitives.ReadUInt16BigEndian(header);
        ushort destination = BinaryPrimitives.ReadUInt16BigEndian(header[DestinationOffset..]);
        PacketCursor behindUdp = cursor;
        Layer layer = ReadTunnel(ref cursor, destination);
        if (layer != Layer.Done || cursor.Result != DecodeResult.OtherTransport)
            return layer;

        // What the tunnel that it is not has taken is still there for the other.
        cursor = behindUdp;
        return ReadTunnel(ref cursor, source);
    }

    private static Layer ReadTunnel(ref PacketCursor cursor, ushort port) => port switch
    {
        L2tpPort => PointToPointTunnels.ReadL2tp(ref cursor),
        GtpPort => GtpHeader.Read(ref cursor),
        TeredoPort => PointToPointTunnels.ReadTeredo(ref cursor),
        VxlanHeader.Port or OldVxlanPort => VxlanHeader.Read(ref cursor),
        VxlanGenericPort => VxlanHeader.ReadGeneric(ref cursor),
        CapwapDataPort => CapwapHeader.Read(ref cursor),
        GeneveHeader.Port => GeneveHeader.Read(ref cursor),
        MplsPort => cursor.Follow(EtherTypes.Mpls),
        _ => cursor.End(DecodeResult.OtherTransport),
    };
}
