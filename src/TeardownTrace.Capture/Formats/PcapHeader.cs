using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture.Formats;

/// <summary>
/// The file header of pcap (draft-ietf-opsawg-pcap, section 4).
/// <code>
///  0 magic (a1b2c3d4 µs, a1b23c4d ns, a1b2cd34 Kuznetzov's longer records)
///  4 major version   6 minor version   8, 12 reserved
/// 16 snap length    20 link type (16 bits), reserved (10), FCS present (1), reserved (1), FCS length (4)
/// </code>
/// </summary>
internal readonly record struct PcapHeader
{
    public const int Length = 24;

    private const uint MicrosecondMagic = 0xA1B2C3D4;
    private const uint NanosecondMagic = 0xA1B23C4D;
    private const uint KuznetzovMagic = 0xA1B2CD34;
    private const int MajorOffset = 4;
    private const int MinorOffset = 6;
    private const int SnapLengthOffset = 16;
    private const int LinkTypeOffset = 20;
    private const uint ReservedLinkTypeBits = 0x03FF0000;
    private const ushort CurrentMajor = 2;
    private const ushort LengthsMixedMinor = 3;

    /// <summary>Whether numbers stand in the byte order opposite to this machine's.</summary>
    public required bool Reversed { get; init; }

    public required bool Nanoseconds { get; init; }

    /// <summary>Bytes of a record before the packet: 16, or 24 in Kuznetzov's patched libpcap (interface index, protocol, packet type).</summary>
    public required int RecordHeaderLength { get; init; }

    /// <summary>Where the two lengths stand in a record.</summary>
    public required PcapLengthOrder LengthOrder { get; init; }

    public required uint SnapLength { get; init; }

    public required LinkType LinkType { get; init; }

    /// <summary>Whether a capture that begins with these four bytes is pcap.</summary>
    public static bool Matches(uint magic) => Kind(magic, out _) != 0;

    /// <summary>Reads the header at the beginning of an input.</summary>
    /// <exception cref="CaptureException">The header is cut short or not one.</exception>
    public static unsafe PcapHeader Read(CaptureInput input)
    {
        ByteWindow window = input.Require(0, Length);
        if (window.End < Length)
            throw new CaptureException(input.Name, input.Failure ?? $"the file header is cut short after {window.End} of {Length} bytes; the capture was not written to its end");
        uint magic = HostOrder.ReadUInt32(window.At(0));
        uint kind = Kind(magic, out bool reversed);
        return reversed
            ? Read<ReversedOrder>(window.At(0), kind, reversed, input.Name)
            : Read<HostOrder>(window.At(0), kind, reversed, input.Name);
    }

    private static unsafe PcapHeader Read<TOrder>(byte* header, uint kind, bool reversed, string name)
        where TOrder : struct, IByteOrder
    {
        ushort major = TOrder.ReadUInt16(header + MajorOffset);
        ushort minor = TOrder.ReadUInt16(header + MinorOffset);
        uint linkType = TOrder.ReadUInt32(header + LinkTypeOffset);
        if (major < CurrentMajor)
            throw new CaptureException(name, $"pcap version {major}.{minor} is not known; only version 2 and later can be read");
        if ((linkType & ReservedLinkTypeBits) != 0)
            throw new CaptureException(name, $"the link type field at byte {LinkTypeOffset} is damaged (0x{linkType:X8}: reserved bits are set); without it no packet can be read");
        return new PcapHeader
        {
            Reversed = reversed,
            Nanoseconds = kind == NanosecondMagic,
            RecordHeaderLength = kind == KuznetzovMagic ? PcapRecord.KuznetzovHeaderLength : PcapRecord.HeaderLength,
            // Before version 2.3 the lengths stood the other way round; 2.3 was written both ways (libpcap, sf-pcap.c).
            LengthOrder = (major, minor) switch
            {
                (CurrentMajor, < LengthsMixedMinor) => PcapLengthOrder.OriginalFirst,
                (CurrentMajor, LengthsMixedMinor) => PcapLengthOrder.SmallerIsCaptured,
                _ => PcapLengthOrder.CapturedFirst,
            },
            SnapLength = TOrder.ReadUInt32(header + SnapLengthOffset),
            LinkType = new LinkType((int)(linkType & ushort.MaxValue)),
        };
    }

    private static uint Kind(uint magic, out bool reversed)
    {
        reversed = false;
        if (magic is MicrosecondMagic or NanosecondMagic or KuznetzovMagic)
            return magic;
        reversed = true;
        uint other = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(magic);
        return other is MicrosecondMagic or NanosecondMagic or KuznetzovMagic ? other : 0;
    }
}
