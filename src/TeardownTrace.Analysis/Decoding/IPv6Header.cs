using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads an IPv6 header and its extension headers (RFC 8200 3 and 4).</summary>
/// <remarks>
/// <code>
/// 0: version, class, flow label   4: payload length   6: next header   7: hop limit   8: source   24: destination
/// </code>
/// </remarks>
internal readonly struct IPv6Header : IIpHeader<FlowKeyV6>
{
    public const int Version = 6;

    private const int Length = 40;
    private const int PayloadLengthOffset = 4;
    private const int NextHeaderOffset = 6;
    private const int HopLimitOffset = 7;
    private const int SourceOffset = 8;
    private const int DestinationOffset = 24;

    private const int ExtensionUnit = 8;
    private const int AuthenticationUnit = 4;
    private const int FragmentOffset = 2;
    private const int FragmentOffsetMask = 0xFFF8;
    private const int MoreFragments = 0x0001;

    static int IIpHeader<FlowKeyV6>.MinimumLength => Length;

    /// <summary>Takes the header at the cursor.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(Length, out ReadOnlySpan<byte> header))
            return cursor.EndShort(Length);

        // Zero stands for a jumbogram (RFC 2675) or segmentation offload; the length on the wire decides.
        int payloadLength = BinaryPrimitives.ReadUInt16BigEndian(header[PayloadLengthOffset..]);
        cursor.EnterIp(payloadLength == 0 ? 0 : Length + payloadLength, isIPv6: true);
        cursor.TrySkip(Length);
        return cursor.FollowTransport(header[NextHeaderOffset]);
    }

    /// <summary>Takes an extension header whose second byte counts its length (RFC 8200 4.3 to 4.6, RFC 4302 2.2).</summary>
    public static Layer ReadExtension(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(ExtensionUnit, out ReadOnlySpan<byte> header))
            return cursor.EndShort(ExtensionUnit);

        int length = cursor.Protocol == IpProtocols.Authentication
            ? (header[1] + 2) * AuthenticationUnit
            : (header[1] + 1) * ExtensionUnit;
        return cursor.TrySkip(length) ? cursor.FollowTransport(header[0]) : cursor.EndShort(length);
    }

    /// <summary>Takes a fragment header (RFC 8200 4.5). One with offset 0 and no more fragments is a whole datagram (RFC 6946).</summary>
    public static Layer ReadFragment(ref PacketCursor cursor)
    {
        if (!cursor.TryTake(ExtensionUnit, out ReadOnlySpan<byte> header))
            return cursor.EndShort(ExtensionUnit);

        int fragment = BinaryPrimitives.ReadUInt16BigEndian(header[FragmentOffset..]);
        if ((fragment & FragmentOffsetMask) != 0)
            return cursor.End(DecodeResult.LaterFragment);

        cursor.IsFirstFragment = (fragment & MoreFragments) != 0;
        return cursor.FollowTransport(header[0]);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(ref byte header) => header >> 4 == Version && Unsafe.Add(ref header, NextHeaderOffset) == IpProtocols.Tcp;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RestLength(ref byte header) => BigEndian.ReadUInt16(ref header, PayloadLengthOffset);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowKeyV6 KeyOf(ref byte header, uint ports, out SegmentTraits direction) =>
        FlowKeyV6.Create(BigEndian.ReadUInt128(ref header, SourceOffset), BigEndian.ReadUInt128(ref header, DestinationOffset), ports, out direction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SegmentTraits Describe(ref byte header, ref TcpSegment segment)
    {
        segment.Identification = 0;
        segment.HopLimit = Unsafe.Add(ref header, HopLimitOffset);
        return SegmentTraits.AtomicDatagram;
    }
}
