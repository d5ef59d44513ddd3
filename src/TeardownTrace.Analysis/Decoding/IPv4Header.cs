using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads an IPv4 header (RFC 791 3.1).</summary>
/// <remarks>
/// <code>
///  0: version, header length (words)   2: total length   4: identification   6: flags, fragment offset
///  8: time to live   9: protocol      10: checksum      12: source          16: destination        20: options
/// </code>
/// </remarks>
internal readonly struct IPv4Header : IIpHeader<FlowKeyV4>
{
    public const int Version = 4;

    private const int MinimumLength = 20;

    /// <summary>Version 4 and a header of five words, without options.</summary>
    private const byte WithoutOptions = 0x45;

    private const int TotalLengthOffset = 2;
    private const int FragmentOffset = 6;
    private const int ProtocolOffset = 9;

    /// <summary>More Fragments and the fragment offset: all zero in a whole datagram.</summary>
    private const int FragmentMask = 0x3FFF;

    private const int IdentificationOffset = 4;
    private const int TimeToLiveOffset = 8;
    private const int SourceOffset = 12;
    private const int DestinationOffset = 16;
    private const int FragmentOffsetMask = 0x1FFF;
    private const int DontFragment = 0x4000;
    private const int HeaderLengthMask = 0x0F;

    static int IIpHeader<FlowKeyV4>.MinimumLength => MinimumLength;

    /// <summary>Takes the header at the cursor.</summary>
    public static Layer Read(ref PacketCursor cursor)
    {
        if (!cursor.TryPeek(MinimumLength, out ReadOnlySpan<byte> header))
            return cursor.EndShort(MinimumLength);

        int headerLength = (header[0] & HeaderLengthMask) * sizeof(uint);
        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(header[TotalLengthOffset..]);
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(header[FragmentOffset..]);
        if (headerLength < MinimumLength || (totalLength != 0 && totalLength < headerLength))
            return cursor.End(DecodeResult.Malformed);

        cursor.EnterIp(totalLength, isIPv6: false);
        if ((fragment & FragmentOffsetMask) != 0)
            return cursor.End(DecodeResult.LaterFragment);

        cursor.IsFirstFragment = (fragment & FragmentMask) != 0;
        return cursor.TrySkip(headerLength) ? cursor.FollowTransport(header[ProtocolOffset]) : cursor.EndShort(headerLength);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(ref byte header) =>
        header == WithoutOptions
        && Unsafe.Add(ref header, ProtocolOffset) == IpProtocols.Tcp
        && (BigEndian.ReadUInt16(ref header, FragmentOffset) & FragmentMask) == 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RestLength(ref byte header) => BigEndian.ReadUInt16(ref header, TotalLengthOffset) - MinimumLength;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowKeyV4 KeyOf(ref byte header, uint ports, out SegmentTraits direction) =>
        FlowKeyV4.Create(BigEndian.ReadUInt32(ref header, SourceOffset), BigEndian.ReadUInt32(ref header, DestinationOffset), ports, out direction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SegmentTraits Describe(ref byte header, ref TcpSegment segment)
    {
        ushort identification = BigEndian.ReadUInt16(ref header, IdentificationOffset);
        segment.Identification = identification;
        segment.HopLimit = Unsafe.Add(ref header, TimeToLiveOffset);
        return identification == 0 && (BigEndian.ReadUInt16(ref header, FragmentOffset) & DontFragment) != 0 ? SegmentTraits.AtomicDatagram : SegmentTraits.None;
    }
}
