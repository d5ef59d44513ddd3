namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads FDDI (ISO 9314-2) and token ring (IEEE 802.5) headers; both lead to LLC.</summary>
internal static class RingHeader
{
    /// <summary>Frame control and two addresses.</summary>
    private const int FddiLength = 13;
    private const byte FddiKindMask = 0xF0;
    private const byte FddiLlc = 0x50;

    /// <summary>Access control, frame control and two addresses.</summary>
    private const int TokenRingLength = 14;
    private const int FrameControlOffset = 1;
    private const byte TokenRingKindMask = 0xC0;
    private const byte TokenRingLlc = 0x40;

    /// <summary>The source address's first bit says that a route follows, whose first byte counts its length.</summary>
    private const int SourceOffset = 8;
    private const byte HasRoute = 0x80;
    private const byte RouteLengthMask = 0x1F;

    /// <summary>Takes an FDDI header.</summary>
    public static Layer ReadFddi(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(FddiLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(FddiLength);
        return (header[0] & FddiKindMask) == FddiLlc ? Layer.Llc : cursor.End(DecodeResult.NotIp);
    }

    /// <summary>Takes a token ring header and its route.</summary>
    public static Layer ReadTokenRing(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(TokenRingLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(TokenRingLength);
        if ((header[FrameControlOffset] & TokenRingKindMask) != TokenRingLlc)
            return cursor.End(DecodeResult.NotIp);
        if ((header[SourceOffset] & HasRoute) == 0)
            return Layer.Llc;
        if (!cursor.TryPeek(1, out ReadOnlySpan<byte> route))
            return cursor.EndShort(1);

        int length = route[0] & RouteLengthMask;
        return cursor.Skip(length, Layer.Llc);
    }
}
