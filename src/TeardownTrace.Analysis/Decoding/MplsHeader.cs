using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Reads an MPLS label stack (RFC 3032 2.1). Nothing says what is below it: the first nibble tells IPv4 and IPv6 (RFC 4928 3), all else is
/// taken for Ethernet over a pseudowire (RFC 4448), with or without its control word. Labels differ by direction and enter no context.
/// </summary>
internal static class MplsHeader
{
    private const int EntryLength = 4;
    private const uint BottomOfStack = 0x0100;
    private const int ControlWordLength = 4;
    private const int ControlWord = 0;
    private const int AssociatedChannel = 1;

    /// <summary>Takes one entry of the stack.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(EntryLength, out ReadOnlySpan<byte> entry))
            return cursor.EndShort(EntryLength);
        if ((BinaryPrimitives.ReadUInt32BigEndian(entry) & BottomOfStack) == 0)
            return Layer.EtherType;
        if (!cursor.TryPeek(1, out ReadOnlySpan<byte> first))
            return cursor.EndShort(1);

        return (first[0] >> 4) switch
        {
            IPv4Header.Version or IPv6Header.Version => Layer.Ip,
            AssociatedChannel => cursor.End(DecodeResult.NotIp),
            ControlWord => ReadPseudowire(ref cursor),
            _ => Layer.Ethernet,
        };
    }

    /// <summary>A nibble of 0 begins a control word, or a frame whose destination address begins so.</summary>
    private static Layer ReadPseudowire(ref PacketCursor cursor)
    {
        bool isFrame = cursor.TryPeek(EthernetHeader.Length, out ReadOnlySpan<byte> frame) && LeadsToIp(frame)
            && !(cursor.TryPeek(ControlWordLength + EthernetHeader.Length, out ReadOnlySpan<byte> word)
                && LeadsToIp(word[ControlWordLength..]));
        return cursor.Skip(isFrame ? 0 : ControlWordLength, Layer.Ethernet);
    }

    private static bool LeadsToIp(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetHeader.TypeOffset..])
            is EtherTypes.IPv4 or EtherTypes.IPv6 or EtherTypes.Vlan or EtherTypes.ServiceVlan or EtherTypes.Mpls;
}
