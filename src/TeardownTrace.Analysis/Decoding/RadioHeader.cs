using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads what receivers put before an IEEE 802.11 frame: radiotap (radiotap.org), Prism and AVS headers.</summary>
internal static class RadioHeader
{
    private const int RadiotapLength = 8;
    private const int RadiotapLengthOffset = 2;
    private const int PresentOffset = 4;
    private const uint HasTime = 0x0000_0001;
    private const uint HasFlags = 0x0000_0002;
    private const uint HasMorePresent = 0x8000_0000;
    private const int TimeLength = 8;

    /// <summary>In radiotap's flags field: the header of the frame was padded to 32 bits.</summary>
    private const byte HeaderPadded = 0x20;
    private const int PaddedTo = 4;

    /// <summary>Both old headers carry a 32-bit magic number and then their length, Prism in host order, AVS in network order.</summary>
    private const int LengthOffset = 4;
    private const int MagicAndLength = 8;

    /// <summary>Takes a radiotap header and the frame's own.</summary>
    public static Layer ReadRadiotap(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(RadiotapLength, out ReadOnlySpan<byte> start))
            return cursor.EndShort(RadiotapLength);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(start[RadiotapLengthOffset..]);
        if (length < RadiotapLength)
            return cursor.End(DecodeResult.Malformed);
        if (!cursor.TryTake(length, out ReadOnlySpan<byte> header))
            return cursor.EndShort(length);

        return WifiHeader.Read(ref cursor, IsHeaderPadded(header) ? PaddedTo : 1);
    }

    /// <summary>Takes a Prism or AVS header.</summary>
    public static Layer ReadPrismOrAvs(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(MagicAndLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(MagicAndLength);

        uint length = Math.Min(
            BinaryPrimitives.ReadUInt32BigEndian(header[LengthOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[LengthOffset..]));
        if (length is < MagicAndLength or > ushort.MaxValue)
            return cursor.End(DecodeResult.Malformed);
        return cursor.Skip((int)length, Layer.Wifi);
    }

    /// <summary>Finds the flags field: the second one, behind all words that say which fields are present.</summary>
    private static bool IsHeaderPadded(ReadOnlySpan<byte> header)
    {
        uint present = BinaryPrimitives.ReadUInt32LittleEndian(header[PresentOffset..]);
        if ((present & HasFlags) == 0)
            return false;

        int offset = PresentOffset;
        uint word;
        do
        {
            if (offset + sizeof(uint) > header.Length)
                return false;
            word = BinaryPrimitives.ReadUInt32LittleEndian(header[offset..]);
            offset += sizeof(uint);
        }
        while ((word & HasMorePresent) != 0);

        if ((present & HasTime) != 0)
            offset = ((offset + TimeLength - 1) / TimeLength * TimeLength) + TimeLength;
        return offset < header.Length && (header[offset] & HeaderPadded) != 0;
    }
}
