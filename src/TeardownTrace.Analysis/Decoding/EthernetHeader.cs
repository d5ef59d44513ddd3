using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads Ethernet addresses, tags and what EtherTypes name.</summary>
internal static class EthernetHeader
{
    /// <summary>Two addresses and the type or length (IEEE 802.3 3.2).</summary>
    public const int Length = 14;

    /// <summary>Where the type or length stands.</summary>
    public const int TypeOffset = 12;

    /// <summary>Control field and the next EtherType.</summary>
    private const int TagLength = 4;

    private const int TagTypeOffset = 2;

    /// <summary>The lower 12 bits of a tag's control field name the VLAN.</summary>
    private const int VlanMask = 0x0FFF;

    /// <summary>Tags that <see cref="SkipTags"/> goes over: a provider's and a customer's.</summary>
    private const int MostTags = 2;

    /// <summary>Takes the header at the cursor.</summary>
    public static Layer Read(ref PacketCursor cursor) =>
        cursor.TryTake(Length, out ReadOnlySpan<byte> header)
            ? FollowTypeOrLength(ref cursor, header[TypeOffset..])
            : cursor.EndShort(Length);

    /// <summary>The VLAN that a tag names (IEEE 802.1Q 9.6); 0, of a priority tag, names none.</summary>
    public static ushort VlanOf(ReadOnlySpan<byte> tag) => (ushort)(BinaryPrimitives.ReadUInt16BigEndian(tag) & VlanMask);

    /// <summary>Takes a tag and notes its VLAN.</summary>
    public static Layer ReadVlanTag(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(TagLength, out ReadOnlySpan<byte> tag))
            return cursor.EndShort(TagLength);
        cursor.EnterVlan(VlanOf(tag));
        return FollowTypeOrLength(ref cursor, tag[TagTypeOffset..]);
    }

    /// <summary>Goes over the tags of a packet that has nothing else before its IP header.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="etherType">What its type field says.</param>
    /// <param name="length">Bytes up to the tags.</param>
    /// <returns>What stands before the IP header; of no length where there is more than tags, or no IP header.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static LinkEnvelope SkipTags(ReadOnlySpan<byte> packet, ushort etherType, int length)
    {
        var envelope = new LinkEnvelope { Length = length };
        for (int tags = 0; tags < MostTags && EtherTypes.IsTag(etherType) && packet.Length > envelope.Length + TagLength; tags++)
        {
            ReadOnlySpan<byte> tag = packet.Slice(envelope.Length, TagLength);
            ushort vlan = VlanOf(tag);
            if (vlan != 0)
            {
                envelope.Vlan = vlan;
                envelope.Context = FlowContext.Vlan(envelope.Context, vlan);
            }

            envelope.Length += TagLength;
            etherType = BinaryPrimitives.ReadUInt16BigEndian(tag[TagTypeOffset..]);
        }

        return etherType is EtherTypes.IPv4 or EtherTypes.IPv6 ? envelope : default;
    }

    /// <summary>Goes on with what a type or length field says.</summary>
    public static Layer FollowTypeOrLength(ref PacketCursor cursor, ReadOnlySpan<byte> field)
    {
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(field);
        return type <= EtherTypes.LongestLength ? Layer.Llc : cursor.Follow(type);
    }
}
