namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads ARCNET headers (RFC 1201; RFC 1051 for the older system codes).</summary>
/// <remarks>
/// <code>
/// source, destination, [Linux: two bytes of offset,] system code, then by RFC 1201: split flag, sequence number (2)
/// </code>
/// </remarks>
internal static class ArcnetHeader
{
    private const int AddressesLength = 2;
    private const int LinuxOffsetLength = 2;
    private const int FragmentLength = 3;

    private const byte SystemCodeIPv4 = 0xD4;
    private const byte SystemCodeIPv6 = 0xC4;
    private const byte OldSystemCodeIPv4 = 0xF0;

    /// <summary>Split flags (RFC 1201 3.1): 0 is a whole packet, odd ones are the first of several, even ones those that follow.</summary>
    private const byte Exception = 0xFF;

    /// <summary>Takes a header as BSD captures it.</summary>
    public static Layer Read(ref PacketCursor cursor) => Read(ref cursor, AddressesLength);

    /// <summary>Takes a header as Linux captures it.</summary>
    public static Layer ReadLinux(ref PacketCursor cursor) => Read(ref cursor, AddressesLength + LinuxOffsetLength);

    private static Layer Read(ref PacketCursor cursor, int systemCodeOffset)
    {
        if (!cursor.TryTake(systemCodeOffset + 1, out ReadOnlySpan<byte> header))
            return cursor.EndShort(systemCodeOffset + 1);
        if (header[systemCodeOffset] == OldSystemCodeIPv4)
            return Layer.Ip;
        if (header[systemCodeOffset] is not (SystemCodeIPv4 or SystemCodeIPv6))
            return cursor.End(DecodeResult.NotIp);

        // An exception packet (RFC 1201 3.2) has padding of four bytes before the real split flag.
        if (cursor.TryPeek(1, out ReadOnlySpan<byte> flag) && flag[0] == Exception)
            cursor.TrySkip(sizeof(uint));
        if (!cursor.TryTake(FragmentLength, out ReadOnlySpan<byte> fragment))
            return cursor.EndShort(FragmentLength);
        return fragment[0] != 0 && (fragment[0] & 1) == 0 ? cursor.End(DecodeResult.LaterFragment) : Layer.Ip;
    }
}
