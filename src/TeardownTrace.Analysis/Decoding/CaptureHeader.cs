using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads headers that stand on no wire: what a firewall, a router or a system puts before the packets it hands out.</summary>
internal static class CaptureHeader
{
    /// <summary>NFLOG: family, version, resource; then values, each after its length (itself included) and type, padded to words.</summary>
    private const int NflogLength = 4;
    private const int ValueHeaderLength = 4;
    private const int ValueTypeOffset = 2;
    private const int ValueTypeMask = 0x7FFF;
    private const int ValuePacket = 9;
    private const int MaxValues = 64;

    /// <summary>Juniper: magic, flags, and by a flag the length of an extension (2) and the extension.</summary>
    private const int JuniperLength = 4;
    private const uint JuniperMagic = 0x4D47_4300;
    private const byte JuniperHasExtension = 0x80;
    private const byte JuniperHasNoLinkLayer = 0x02;

    /// <summary>Apple's pktap: length, record type and DLT in host order, and more.</summary>
    private const int PktapLength = 12;
    private const int PktapDltOffset = 8;

    /// <summary>IP over InfiniBand: two addresses of 20 bytes, EtherType, reserved (RFC 4391 6).</summary>
    private const int InfiniBandLength = 44;
    private const int InfiniBandTypeOffset = 40;

    /// <summary>IEEE 802.3br mPacket: preamble and delimiter.</summary>
    private const int PreambleLength = 8;

    /// <summary>Takes an NFLOG header (tcpdump.org, LINKTYPE_NFLOG) up to the packet among its values.</summary>
    public static Layer ReadNflog(ref PacketCursor cursor)
    {
        if (!cursor.TrySkip(NflogLength))
            return cursor.EndShort(NflogLength);

        for (int i = 0; i < MaxValues; i++)
        {
            if (!cursor.TryPeek(ValueHeaderLength, out ReadOnlySpan<byte> value))
                return cursor.EndShort(ValueHeaderLength);

            // Host order; the type's upper bits tell which: a type is below 256, so its other byte is 0.
            bool isLittle = (value[ValueTypeOffset + 1] & (ValueTypeMask >> 8)) == 0;
            int length = isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(value) : BinaryPrimitives.ReadUInt16BigEndian(value);
            int type = isLittle ? value[ValueTypeOffset] : value[ValueTypeOffset + 1];
            if (length < ValueHeaderLength)
                return cursor.End(DecodeResult.Malformed);
            if (type == ValuePacket)
                return cursor.Skip(ValueHeaderLength, Layer.Ip);

            int padded = (length + sizeof(uint) - 1) & -sizeof(uint);
            if (!cursor.TrySkip(padded))
                return cursor.EndShort(padded);
        }

        return cursor.End(DecodeResult.NotIp);
    }

    /// <summary>Takes a Juniper header before Ethernet (LINKTYPE_JUNIPER_ETHER).</summary>
    public static Layer ReadJuniperEthernet(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(JuniperLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(JuniperLength);
        if ((BinaryPrimitives.ReadUInt32BigEndian(header) & ~0xFFu) != JuniperMagic)
            return cursor.End(DecodeResult.Malformed);

        byte flags = header[JuniperLength - 1];
        if ((flags & JuniperHasExtension) != 0)
        {
            if (!cursor.TryTake(sizeof(ushort), out ReadOnlySpan<byte> extension))
                return cursor.EndShort(sizeof(ushort));
            int length = BinaryPrimitives.ReadUInt16BigEndian(extension);
            if (!cursor.TrySkip(length))
                return cursor.EndShort(length);
        }

        if ((flags & JuniperHasNoLinkLayer) == 0)
            return Layer.Ethernet;
        return cursor.Skip(sizeof(uint), Layer.Ip);
    }

    /// <summary>Takes a pktap header and the header of the link type it names (LINKTYPE_PKTAP).</summary>
    public static Layer ReadPktap(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(PktapLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(PktapLength);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header);
        int dlt = BinaryPrimitives.ReadInt32LittleEndian(header[PktapDltOffset..]);
        if (length is < PktapLength or > ushort.MaxValue || dlt == LinkLayers.PktapNumber)
            return cursor.End(DecodeResult.Malformed);
        return cursor.TrySkip((int)length) ? LinkLayers.Find(dlt).Read(ref cursor) : cursor.EndShort((int)length);
    }

    /// <summary>Takes an IP over InfiniBand header (LINKTYPE_IPOIB).</summary>
    public static Layer ReadInfiniBand(ref PacketCursor cursor) =>
        cursor.TryTake(InfiniBandLength, out ReadOnlySpan<byte> header)
            ? cursor.Follow(BinaryPrimitives.ReadUInt16BigEndian(header[InfiniBandTypeOffset..]))
            : cursor.EndShort(InfiniBandLength);

    /// <summary>Takes the preamble of an mPacket (LINKTYPE_ETHERNET_MPACKET); fragments of one are not put together.</summary>
    public static Layer ReadPreamble(ref PacketCursor cursor) => cursor.Skip(PreambleLength, Layer.Ethernet);
}
