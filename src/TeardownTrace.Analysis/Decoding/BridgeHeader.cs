using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads what bridges put between Ethernet headers: backbone service tags, FabricPath, TRILL, VN-Tag.</summary>
internal static class BridgeHeader
{
    private const int ServiceTagLength = 4;
    private const uint ServiceMask = 0x00FF_FFFF;
    private const int FabricPathLength = 2;
    private const int EtherIpLength = 2;
    private const int VirtualNicTagLength = 6;
    private const int VirtualNicTypeOffset = 4;
    private const int TrillLength = 6;
    private const int TrillOptionsShift = 6;
    private const int TrillOptionsMask = 0x1F;

    /// <summary>Takes a backbone service tag; a whole Ethernet frame follows (IEEE 802.1Q 9.7).</summary>
    public static Layer ReadServiceTag(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(ServiceTagLength, out ReadOnlySpan<byte> tag))
            return cursor.EndShort(ServiceTagLength);
        cursor.EnterTunnel(EtherTypes.BackboneService, BinaryPrimitives.ReadUInt32BigEndian(tag) & ServiceMask);
        return Layer.Ethernet;
    }

    /// <summary>Takes forwarding tag and time to live of FabricPath; the original frame follows.</summary>
    public static Layer ReadFabricPath(ref PacketCursor cursor) => cursor.Skip(FabricPathLength, Layer.Ethernet);

    /// <summary>Takes a VN-Tag; the frame's own type follows.</summary>
    public static Layer ReadVirtualNicTag(ref PacketCursor cursor) =>
        cursor.TryTake(VirtualNicTagLength, out ReadOnlySpan<byte> tag)
            ? EthernetHeader.FollowTypeOrLength(ref cursor, tag[VirtualNicTypeOffset..])
            : cursor.EndShort(VirtualNicTagLength);

    /// <summary>Takes version and reserved bits of Ethernet in IP (RFC 3378 3).</summary>
    public static Layer ReadEtherIp(ref PacketCursor cursor) => cursor.Skip(EtherIpLength, Layer.Ethernet);

    /// <summary>Takes a TRILL header and its options (RFC 6325 3); the original frame follows.</summary>
    public static Layer ReadTrill(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(TrillLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(TrillLength);
        int options = (BinaryPrimitives.ReadUInt16BigEndian(header) >> TrillOptionsShift) & TrillOptionsMask;
        int length = TrillLength + (options * sizeof(uint));
        return cursor.Skip(length, Layer.Ethernet);
    }
}
