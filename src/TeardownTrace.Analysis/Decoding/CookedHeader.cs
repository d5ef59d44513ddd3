using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads the headers that Linux makes up for the "any" device (tcpdump.org, LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2).</summary>
/// <remarks>
/// <code>
/// SLL   0: packet type   2: device type   4: address length   6: address   14: protocol
/// SLL2  0: protocol      4: interface     8: device type     10: packet type, address length, address (to 20)
/// </code>
/// </remarks>
internal static class CookedHeader
{
    public const int Length = 16;
    public const int ProtocolOffset = 14;
    public const int Version2Length = 20;

    /// <summary>Protocol values below EtherTypes: an IEEE 802.2 frame (LINUX_SLL_P_802_2).</summary>
    private const ushort Llc = 4;

    /// <summary>Takes a header of version 1.</summary>
    public static Layer Read(ref PacketCursor cursor) =>
        cursor.TryTake(Length, out ReadOnlySpan<byte> header)
            ? FollowProtocol(ref cursor, header[ProtocolOffset..])
            : cursor.EndShort(Length);

    /// <summary>Takes a header of version 2.</summary>
    public static Layer ReadVersion2(ref PacketCursor cursor) =>
        cursor.TryTake(Version2Length, out ReadOnlySpan<byte> header)
            ? FollowProtocol(ref cursor, header)
            : cursor.EndShort(Version2Length);

    private static Layer FollowProtocol(ref PacketCursor cursor, ReadOnlySpan<byte> field)
    {
        ushort protocol = BinaryPrimitives.ReadUInt16BigEndian(field);
        return protocol == Llc ? Layer.Llc : cursor.Follow(protocol);
    }
}
