using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads Geneve (RFC 8926 3.4).</summary>
/// <remarks>
/// <code>
/// 0: version (2 bits), options length (6, words)   1: flags   2: protocol   4: network identifier (3 bytes)   8: options
/// </code>
/// </remarks>
internal static class GeneveHeader
{
    public const ushort Port = 6081;

    private const int Length = 8;
    private const int ProtocolOffset = 2;
    private const int NetworkOffset = 4;
    private const int OptionsLengthMask = 0x3F;
    private const int VersionShift = 6;

    /// <summary>Takes the header at the cursor and its options.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(Length, out ReadOnlySpan<byte> header))
            return cursor.EndTunnelShort(Length);
        int length = Length + ((header[0] & OptionsLengthMask) * sizeof(uint));
        if (header[0] >> VersionShift != 0)
            return cursor.End(DecodeResult.OtherTransport);
        if (!cursor.TrySkip(length))
            return cursor.EndTunnelShort(length);

        cursor.EnterTunnel(Port, BinaryPrimitives.ReadUInt32BigEndian(header[NetworkOffset..]) >> 8);
        return cursor.Follow(BinaryPrimitives.ReadUInt16BigEndian(header[ProtocolOffset..]));
    }
}
