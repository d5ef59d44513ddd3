using System.Buffers.Binary;
using System.Text;

namespace TeardownTrace.Capture.Formats;

/// <summary>
/// An Interface Description Block (draft-ietf-opsawg-pcapng, section 4.2), as the packets of its section need it.
/// <code>
/// 8 link type (16)   10 reserved   12 snap length   16 options: code (16), length (16), value padded to 32 bits ...
/// </code>
/// </summary>
internal readonly struct PcapNgInterface
{
    public const int MinimumLength = 20;

    public const int LinkTypeOffset = 8;
    public const int SnapLengthOffset = 12;
    public const int OptionsOffset = 16;
    public const ushort NameOption = 2;
    public const ushort ResolutionOption = 9;

    private const ushort OffsetOption = 14;
    private const int LongestName = 256;

    /// <summary>What callers see of the interface.</summary>
    public readonly CaptureInterface Description;

    /// <summary>Its index among all interfaces of the source.</summary>
    public readonly int Index;

    /// <summary>Bytes at most of a packet of it.</summary>
    public readonly uint Longest;

    /// <summary>How its time stamps are read; a field, because it is used in place for every packet.</summary>
    public readonly TimestampScale Scale;

    private PcapNgInterface(CaptureInterface description, int index, TimestampScale scale)
    {
        Description = description;
        Index = index;
        Longest = PlausibleLength.Of(description.LinkType);
        Scale = scale;
    }

    /// <summary>Reads a block of at least <see cref="MinimumLength"/> bytes.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="bigEndian">The byte order of its section.</param>
    /// <param name="position">The interface's 0-based position in its section.</param>
    /// <param name="interfaces">Where it is entered.</param>
    /// <param name="result">The interface.</param>
    /// <returns>False where an option runs over the end of the block: its time stamps cannot be trusted.</returns>
    public static bool TryRead(ReadOnlySpan<byte> block, bool bigEndian, int position, InterfaceTable interfaces, out PcapNgInterface result)
    {
        result = default;
        string? name = null;
        byte resolution = TimestampScale.DefaultResolution;
        long offsetSeconds = 0;
        ReadOnlySpan<byte> options = block[OptionsOffset..^PcapNgBlock.TrailerLength];
        while (options.Length >= PcapNgOption.HeaderLength)
        {
            ushort code = Order(BinaryPrimitives.ReadUInt16LittleEndian(options), bigEndian);
            int length = Order(BinaryPrimitives.ReadUInt16LittleEndian(options[PcapNgOption.LengthOffset..]), bigEndian);
            options = options[PcapNgOption.HeaderLength..];
            if (code == PcapNgOption.EndOfOptions)
                break;
            if (length > options.Length)
                return false;
            ReadOnlySpan<byte> value = options[..length];
            if (code == NameOption)
                name = Encoding.UTF8.GetString(value[..Math.Min(length, LongestName)]).TrimEnd('\0');
            else if (code == ResolutionOption && length == sizeof(byte))
                resolution = value[0];
            else if (code == OffsetOption && length == sizeof(long))
                offsetSeconds = Order(BinaryPrimitives.ReadInt64LittleEndian(value), bigEndian);
            options = options[Math.Min((int)PcapNgBlock.Padded((uint)length), options.Length)..];
        }

        var linkType = new LinkType(Order(BinaryPrimitives.ReadUInt16LittleEndian(block[LinkTypeOffset..]), bigEndian));
        uint snapLength = Order(BinaryPrimitives.ReadUInt32LittleEndian(block[SnapLengthOffset..]), bigEndian);
        var scale = new TimestampScale(resolution, offsetSeconds);
        var description = new CaptureInterface(linkType, snapLength, name, scale.HasNanoseconds);
        result = new PcapNgInterface(description, interfaces.Add(position, description), scale);
        return true;
    }

    private static ushort Order(ushort value, bool swap) => swap ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static uint Order(uint value, bool swap) => swap ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static long Order(long value, bool swap) => swap ? BinaryPrimitives.ReverseEndianness(value) : value;
}
