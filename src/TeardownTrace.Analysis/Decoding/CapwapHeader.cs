using System.Buffers.Binary;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads the data channel of CAPWAP (RFC 5415 4.3) between wireless access points and their controller.</summary>
/// <remarks>
/// <code>
///  0: version (4 bits), type (4)   then: header length (5, words), radio (5), binding (5), T, F, L, W, M, K, reserved
///  4: fragment identifier          6: fragment offset (13 bits)      8: what W and M announce
/// </code>
/// </remarks>
internal static class CapwapHeader
{
    private const int Length = 8;
    private const int HeaderLengthShift = 19;
    private const int HeaderLengthMask = 0x1F;
    private const int BindingShift = 9;
    private const int BindingMask = 0x1F;
    private const int BindingWifi = 1;
    private const uint HasNativeFrame = 0x0100;
    private const int FragmentOffsetOffset = 6;
    private const int FragmentOffsetMask = 0xFFF8;

    /// <summary>Takes the header at the cursor. Native frames are the radio's own, others Ethernet. Encrypted channels end here.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(Length, out ReadOnlySpan<byte> header))
            return cursor.EndTunnelShort(Length);

        uint word = BinaryPrimitives.ReadUInt32BigEndian(header);
        int length = (int)((word >> HeaderLengthShift) & HeaderLengthMask) * sizeof(uint);
        if (header[0] != 0 || length < Length)
            return cursor.End(DecodeResult.OtherTransport);
        if ((BinaryPrimitives.ReadUInt16BigEndian(header[FragmentOffsetOffset..]) & FragmentOffsetMask) != 0)
            return cursor.End(DecodeResult.LaterFragment);
        if (!cursor.TrySkip(length))
            return cursor.EndTunnelShort(length);
        if ((word & HasNativeFrame) == 0)
            return Layer.Ethernet;
        return ((word >> BindingShift) & BindingMask) == BindingWifi ? Layer.Wifi : cursor.End(DecodeResult.OtherTransport);
    }
}
