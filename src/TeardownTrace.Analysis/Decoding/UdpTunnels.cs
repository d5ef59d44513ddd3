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

    /// <summary>Takes a UDP header; goes on with the tunnel of its destination port, else of its source port.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(HeaderLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(HeaderLength);

        ushort source = BinaryPrimitives.ReadUInt16BigEndian(header);
        ushort destination = BinaryPrimitives.ReadUInt16BigEndian(header[DestinationOffset..]);
        Layer layer = ReadTunnel(ref cursor, destination);
        return layer == Layer.Done && cursor.Result == DecodeResult.OtherTransport ? ReadTunnel(ref cursor, source) : layer;
    }

    private static Layer ReadTunnel(ref PacketCursor cursor, ushort port) => port switch
    {
        1701 => PointToPointTunnels.ReadL2tp(ref cursor),
        2152 => GtpHeader.Read(ref cursor),
        3544 => PointToPointTunnels.ReadTeredo(ref cursor),
        4789 or 8472 => VxlanHeader.Read(ref cursor),
        4790 => VxlanHeader.ReadGeneric(ref cursor),
        5247 => CapwapHeader.Read(ref cursor),
        6081 => GeneveHeader.Read(ref cursor),
        6635 => cursor.Follow(EtherTypes.Mpls),
        _ => cursor.End(DecodeResult.OtherTransport),
    };
}
