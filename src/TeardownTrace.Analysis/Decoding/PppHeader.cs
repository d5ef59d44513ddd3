using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads PPP (RFC 1661, RFC 1662), PPPoE sessions (RFC 2516) and Cisco HDLC.</summary>
internal static class PppHeader
{
    private const byte AllStations = 0xFF;
    private const byte UnnumberedInformation = 0x03;

    // Cisco HDLC stands in for PPP in captures of serial lines: its address says unicast or multicast.
    private const byte CiscoUnicast = 0x0F;
    private const byte CiscoMulticast = 0x8F;
    private const int CiscoLength = 4;
    private const int CiscoTypeOffset = 2;

    private const ushort IPv4 = 0x0021;
    private const ushort IPv6 = 0x0057;
    private const ushort Mpls = 0x0281;

    /// <summary>Version and type, code, session, length.</summary>
    private const int PppoeLength = 6;

    /// <summary>Takes a header with or without address and control, with a protocol field of one byte or two (RFC 1661 6.5, 6.6).</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(2, out ReadOnlySpan<byte> start))
            return cursor.EndShort(2);
        if (start[0] is CiscoUnicast or CiscoMulticast && start[1] == 0)
            return ReadCiscoHdlc(ref cursor);
        if (start[0] == AllStations && start[1] == UnnumberedInformation)
            cursor.TrySkip(2);
        return ReadProtocol(ref cursor);
    }

    /// <summary>Takes the byte that tells sent from received before a PPP header (LINKTYPE_PPP_WITH_DIR).</summary>
    public static Layer ReadAfterDirection(ref PacketCursor cursor) => cursor.Skip(1, Layer.Ppp);

    /// <summary>Takes address, control and EtherType of Cisco HDLC.</summary>
    public static Layer ReadCiscoHdlc(ref PacketCursor cursor) =>
        cursor.TryTake(CiscoLength, out ReadOnlySpan<byte> header)
            ? cursor.Follow(BinaryPrimitives.ReadUInt16BigEndian(header[CiscoTypeOffset..]))
            : cursor.EndShort(CiscoLength);

    /// <summary>Takes the header of a PPPoE session packet (RFC 2516 4).</summary>
    public static Layer ReadPppoeSession(ref PacketCursor cursor) => cursor.Skip(PppoeLength, Layer.Ppp);

    private static Layer ReadProtocol(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(1, out ReadOnlySpan<byte> first))
            return cursor.EndShort(1);

        // An odd byte ends the protocol field; an even one is the upper half of it.
        int protocol = first[0];
        if ((protocol & 1) == 0)
        {
            if (!cursor.TryTake(1, out ReadOnlySpan<byte> second))
                return cursor.EndShort(1);
            protocol = (protocol << 8) | second[0];
        }

        return protocol switch
        {
            IPv4 or IPv6 => Layer.Ip,
            Mpls => cursor.Follow(EtherTypes.Mpls),
            _ => cursor.End(DecodeResult.NotIp),
        };
    }
}
