using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads Ethernet addresses, tags and what EtherTypes name.</summary>
internal static class EthernetHeader
{
    /// <summary>Two addresses and the type or length (IEEE 802.3 3.2).</summary>
    public const int Length = 14;

    /// <summary>Where the type or length stands.</summary>
    public const int TypeOffset = 12;

    /// <summary>Control field and the next EtherType.</summary>
    public const int TagLength = 4;

    private const int TagTypeOffset = 2;

    /// <summary>Takes the header at the cursor.</summary>
    public static Layer Read(ref PacketCursor cursor) =>
        cursor.TryTake(Length, out ReadOnlySpan<byte> header)
            ? FollowTypeOrLength(ref cursor, header[TypeOffset..])
            : cursor.EndShort(Length);

    /// <summary>Takes a tag and notes its VLAN (IEEE 802.1Q 9.6).</summary>
    public static Layer ReadVlanTag(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(TagLength, out ReadOnlySpan<byte> tag))
            return cursor.EndShort(TagLength);
        cursor.EnterVlan(tag);
        return FollowTypeOrLength(ref cursor, tag[TagTypeOffset..]);
    }

    /// <summary>Goes on with what a type or length field says.</summary>
    public static Layer FollowTypeOrLength(ref PacketCursor cursor, ReadOnlySpan<byte> field)
    {
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(field);
        return type <= EtherTypes.LongestLength ? Layer.Llc : cursor.Follow(type);
    }
}
