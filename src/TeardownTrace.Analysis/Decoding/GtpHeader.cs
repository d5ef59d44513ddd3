namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Reads GTP-U (3GPP TS 29.281 5.1). The tunnel endpoint identifier belongs to the receiver, so it differs by direction and enters no
/// context.
/// </summary>
/// <remarks>
/// <code>
/// 0: version (3 bits), protocol type, reserved, E, S, PN   1: message type   2: length   4: endpoint
/// with any of E, S, PN:  8: sequence number   10: N-PDU number   11: type of the first extension header
/// </code>
/// </remarks>
internal static class GtpHeader
{
    private const int Length = 8;
    private const int OptionalLength = 4;
    private const int ExtensionTypeOffset = 3;

    private const byte VersionAndProtocolMask = 0xF0;
    private const byte VersionOne = 0x30;
    private const byte HasOptional = 0x07;
    private const byte HasExtension = 0x04;
    private const byte UserData = 255;

    private const int MaxExtensions = 16;

    /// <summary>Takes the header at the cursor and its extension headers; only user data (G-PDU) carries a packet.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(Length, out ReadOnlySpan<byte> header))
            return cursor.EndTunnelShort(Length);
        if ((header[0] & VersionAndProtocolMask) != VersionOne || header[1] != UserData)
            return cursor.End(DecodeResult.OtherTransport);

        cursor.TrySkip(Length);
        if ((header[0] & HasOptional) == 0)
            return FollowUserData(ref cursor);
        if (!cursor.TryTake(OptionalLength, out ReadOnlySpan<byte> optional))
            return cursor.EndTunnelShort(OptionalLength);

        // The type field is there with S and PN too, but holds only with E.
        byte type = (header[0] & HasExtension) == 0 ? (byte)0 : optional[ExtensionTypeOffset];
        return ReadExtensions(ref cursor, type);
    }

    /// <summary>Each counts its length in words in its first byte and names the next one in its last (5.2.1).</summary>
    private static Layer ReadExtensions(ref PacketCursor cursor, byte type)
    {
        for (int i = 0; type != 0; i++)
        {
            if (!cursor.TryPeek(1, out ReadOnlySpan<byte> first))
                return cursor.EndTunnelShort(1);
            int length = first[0] * sizeof(uint);
            if (length == 0 || i == MaxExtensions)
                return cursor.End(DecodeResult.OtherTransport);
            if (!cursor.TryTake(length, out ReadOnlySpan<byte> extension))
                return cursor.EndTunnelShort(length);
            type = extension[^1];
        }

        return FollowUserData(ref cursor);
    }

    /// <summary>User data is IP, unless the session carries Ethernet or is unstructured, which nothing in the packet tells.</summary>
    private static Layer FollowUserData(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(1, out ReadOnlySpan<byte> first))
            return cursor.EndTunnelShort(1);
        return (first[0] >> 4) is IPv4Header.Version or IPv6Header.Version ? Layer.Ip : cursor.End(DecodeResult.OtherTransport);
    }
}
