using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Reads a TCP header (RFC 9293 3.1) into a <see cref="TcpSegment"/>.</summary>
/// <remarks>
/// <code>
///  0: source port, destination port      4: sequence number       8: acknowledgment number
/// 12: data offset (4 bits, words)       13: flags                14: window
/// 16: checksum                          18: urgent pointer       20: options
/// </code>
/// </remarks>
internal static class TcpHeader
{
    /// <summary>Length without options.</summary>
    public const int MinimumLength = 20;

    /// <summary>Where the data offset stands, in the upper four bits.</summary>
    public const int DataOffsetOffset = 12;

    /// <summary>Captured bytes without which nothing is made of a segment: all up to the window.</summary>
    public const int MinimumCaptured = 16;

    private const int SequenceOffset = 4;
    private const int AcknowledgmentOffset = 8;
    private const int FlagsOffset = 13;
    private const int WindowOffset = 14;
    private const int ChecksumOffset = 16;

    /// <summary>NOP, NOP, timestamps of length 10: how nearly every stack lays out a header of 32 bytes (RFC 7323 appendix A).</summary>
    private const uint AlignedTimestamps = 0x0101_080A;
    private const int AlignedTimestampsLength = 32;

    /// <summary>
    /// Maximum segment size, SACK permitted, timestamps, NOP, window scale: how Linux lays out the header of 40 bytes of its SYN and SYN-ACK, but for the
    /// two bytes of the size.
    /// </summary>
    private const ushort SynOptionsBegin = 0x0204;
    private const uint SynOptionsGoOn = 0x0402_080A;
    private const uint SynOptionsEnd = 0x01_0303;
    private const int SynOptionsLength = 40;

    /// <summary>Length of the header from its thirteenth byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int HeaderLength(byte dataOffset) => (dataOffset >> 4) * sizeof(uint);

    /// <summary>Reads a header that may be cut or contradict itself.</summary>
    /// <param name="captured">Captured bytes from the header on, to the end of the IP datagram at most.</param>
    /// <param name="length">Bytes from the header to the end of the IP datagram on the wire.</param>
    /// <param name="isFirstFragment">Whether the datagram goes on in other fragments.</param>
    /// <param name="segment">Receives what TCP says; its IP side is left alone.</param>
    /// <param name="ports">Source port in the upper half, destination port in the lower half.</param>
    public static DecodeResult Read(ReadOnlySpan<byte> captured, int length, bool isFirstFragment, ref TcpSegment segment, out uint ports)
    {
        ports = 0;
        if (length < MinimumLength)
            return DecodeResult.Malformed;
        if (captured.Length < MinimumCaptured)
            return DecodeResult.CutShort;

        int headerLength = HeaderLength(captured[DataOffsetOffset]);
        if (headerLength < MinimumLength || (headerLength > length && !isFirstFragment))
            return DecodeResult.Malformed;

        segment.PayloadLength = (uint)Math.Max(0, length - headerLength);
        ports = BinaryPrimitives.ReadUInt32BigEndian(captured);
        if (captured.Length >= headerLength)
            ReadWhole(ref MemoryMarshal.GetReference(captured), headerLength, SegmentTraits.None, ref segment);
        else
            ReadCut(captured, ref segment);
        return DecodeResult.Tcp;
    }

    /// <summary>Reads a header of which all <paramref name="headerLength"/> bytes were captured.</summary>
    /// <param name="header">The header.</param>
    /// <param name="headerLength">Its length, options included.</param>
    /// <param name="known">What is known of the segment already: its traits become this and what the header adds.</param>
    /// <param name="segment">Receives what the header says.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadWhole(ref byte header, int headerLength, SegmentTraits known, ref TcpSegment segment)
    {
        ReadFixed(ref header, ref segment);
        ref byte options = ref Unsafe.Add(ref header, MinimumLength);
        if (headerLength == AlignedTimestampsLength && BigEndian.ReadUInt32(ref options) == AlignedTimestamps)
        {
            segment.TimestampValue = BigEndian.ReadUInt32(ref options, sizeof(uint));
            segment.TimestampEcho = BigEndian.ReadUInt32(ref options, 2 * sizeof(uint));
            segment.WindowScale = 0;
            segment.Traits = known | SegmentTraits.HasOptions | SegmentTraits.HasTimestamps;
            return;
        }

        if (headerLength == SynOptionsLength && TryReadSynOptions(ref options, known, ref segment))
            return;

        segment.TimestampValue = 0;
        segment.TimestampEcho = 0;
        segment.WindowScale = 0;
        segment.Traits = known;
        if (headerLength == MinimumLength)
            return;

        segment.Traits |= SegmentTraits.HasOptions;
        TcpOptions.Read(MemoryMarshal.CreateReadOnlySpan(ref options, headerLength - MinimumLength), ref segment);
    }

    /// <summary>Reads the options of a SYN in the order that nearly all come in: kind by kind they cost as much as all else of the packet.</summary>
    /// <returns>False where it is another order; nothing was changed then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadSynOptions(ref byte options, SegmentTraits known, ref TcpSegment segment)
    {
        uint end = BigEndian.ReadUInt32(ref options, 4 * sizeof(uint));
        if (BigEndian.ReadUInt16(ref options) != SynOptionsBegin
            || BigEndian.ReadUInt32(ref options, sizeof(uint)) != SynOptionsGoOn
            || end >> 8 != SynOptionsEnd)
        {
            return false;
        }

        segment.TimestampValue = BigEndian.ReadUInt32(ref options, 2 * sizeof(uint));
        segment.TimestampEcho = BigEndian.ReadUInt32(ref options, 3 * sizeof(uint));
        segment.WindowScale = Math.Min((byte)end, TcpOptions.LargestShift);
        segment.Traits = known | SegmentTraits.HasOptions | SegmentTraits.HasTimestamps | SegmentTraits.HasWindowScale;
        return true;
    }

    /// <summary>Reads what was captured of a header; the rest of its fixed part reads as zero.</summary>
    private static void ReadCut(ReadOnlySpan<byte> captured, ref TcpSegment segment)
    {
        Span<byte> header = stackalloc byte[MinimumLength];
        header.Clear();
        captured[..Math.Min(captured.Length, MinimumLength)].CopyTo(header);
        bool hasOptions = HeaderLength(header[DataOffsetOffset]) > MinimumLength;
        ReadWhole(ref MemoryMarshal.GetReference(header), MinimumLength, SegmentTraits.OptionsCut | (hasOptions ? SegmentTraits.HasOptions : SegmentTraits.None), ref segment);
        if (captured.Length > MinimumLength)
            TcpOptions.Read(captured[MinimumLength..], ref segment);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadFixed(ref byte header, ref TcpSegment segment)
    {
        segment.Sequence = BigEndian.ReadUInt32(ref header, SequenceOffset);
        segment.Acknowledgment = BigEndian.ReadUInt32(ref header, AcknowledgmentOffset);
        segment.Flags = (TcpFlags)Unsafe.Add(ref header, FlagsOffset);
        segment.Window = BigEndian.ReadUInt16(ref header, WindowOffset);
        segment.Checksum = BigEndian.ReadUInt16(ref header, ChecksumOffset);
    }
}
