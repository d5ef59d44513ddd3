using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads GRE with every field its flags can announce (RFC 1701, RFC 2784, RFC 2890), and PPTP's variant (RFC 2637 4.1).</summary>
/// <remarks>
/// <code>
/// 0: flags, version   2: protocol   [checksum, offset]   [key]   [sequence]   [PPTP: acknowledgment]   [source routes]
/// </code>
/// </remarks>
internal static class GreHeader
{
    private const int Length = 4;
    private const int ProtocolOffset = 2;

    private const int HasChecksum = 0x8000;
    private const int HasRouting = 0x4000;
    private const int HasKey = 0x2000;
    private const int HasSequence = 0x1000;
    private const int HasAcknowledgment = 0x0080;
    private const int VersionMask = 0x0007;
    private const int PptpVersion = 1;

    /// <summary>A source route: address family (2), offset, length; family and length 0 end the list (RFC 1701).</summary>
    private const int RouteLength = 4;
    private const int RouteLengthOffset = 3;
    private const int MaxRoutes = 16;

    /// <summary>Takes the header at the cursor. A key names a network and is the same both ways; PPTP's call number is not.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(Length, out ReadOnlySpan<byte> header))
            return cursor.EndShort(Length);

        int flags = BinaryPrimitives.ReadUInt16BigEndian(header);
        ushort protocol = BinaryPrimitives.ReadUInt16BigEndian(header[ProtocolOffset..]);
        int version = flags & VersionMask;
        if (version > PptpVersion)
            return cursor.End(DecodeResult.OtherTransport);
        if ((flags & (HasChecksum | HasRouting)) != 0 && !cursor.TrySkip(sizeof(uint)))
            return cursor.EndShort(sizeof(uint));

        if ((flags & HasKey) != 0)
        {
            if (!cursor.TryTake(sizeof(uint), out ReadOnlySpan<byte> key))
                return cursor.EndShort(sizeof(uint));
            if (version != PptpVersion)
                cursor.EnterTunnel(IpProtocols.Gre, BinaryPrimitives.ReadUInt32BigEndian(key));
        }

        bool hasSequence = (flags & HasSequence) != 0;
        if (hasSequence && !cursor.TrySkip(sizeof(uint)))
            return cursor.EndShort(sizeof(uint));
        if (version == PptpVersion && (flags & HasAcknowledgment) != 0 && !cursor.TrySkip(sizeof(uint)))
            return cursor.EndShort(sizeof(uint));
        if ((flags & HasRouting) != 0 && !TrySkipRoutes(ref cursor))
            return cursor.EndShort(RouteLength);

        return protocol switch
        {
            EtherTypes.Erspan => ErspanHeader.Read(ref cursor, hasSequence),
            EtherTypes.Erspan3 => ErspanHeader.ReadType3(ref cursor),
            _ => cursor.Follow(protocol),
        };
    }

    private static bool TrySkipRoutes(ref PacketCursor cursor)
    {
        for (int i = 0; i < MaxRoutes && cursor.TryTake(RouteLength, out ReadOnlySpan<byte> route); i++)
        {
            int length = route[RouteLengthOffset];
            if (length == 0)
                return true;
            if (!cursor.TrySkip(length))
                return false;
        }

        return false;
    }
}
