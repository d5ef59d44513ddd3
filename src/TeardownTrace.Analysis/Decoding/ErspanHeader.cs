namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// Reads ERSPAN headers, with which switches ship mirrored Ethernet frames in GRE (draft-foschiano-erspan). Session and VLAN fields
/// enter no context: a session may carry one direction only.
/// </summary>
internal static class ErspanHeader
{
    private const int Type2Length = 8;
    private const int Type3Length = 12;

    /// <summary>In the last byte of type III: a subheader of the platform follows.</summary>
    private const byte HasPlatformSubheader = 0x01;
    private const int PlatformSubheaderLength = 8;

    /// <summary>Takes a header of type II; type I has none, and no sequence number in GRE either, which tells them apart (4.1).</summary>
    public static Layer Read(ref PacketCursor cursor, bool hasSequence) => cursor.Skip(hasSequence ? Type2Length : 0, Layer.Ethernet);

    /// <summary>Takes a header of type III.</summary>
    public static Layer ReadType3(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(Type3Length, out ReadOnlySpan<byte> header))
            return cursor.EndShort(Type3Length);
        bool hasSubheader = (header[Type3Length - 1] & HasPlatformSubheader) != 0;
        return cursor.Skip(hasSubheader ? PlatformSubheaderLength : 0, Layer.Ethernet);
    }
}
