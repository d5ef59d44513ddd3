namespace TeardownTrace.Capture.Formats;

/// <summary>
/// The Section Header Block (draft-ietf-opsawg-pcapng, section 4.1).
/// <code>
/// 0 type 0A0D0D0A   4 total length   8 byte-order magic   12 major   14 minor   16 section length (64 bits)   24 options
/// </code>
/// </summary>
internal static class PcapNgSectionHeader
{
    public const int MinimumLength = 28;
    public const int ByteOrderMagicOffset = 8;
    public const int MajorOffset = 12;
    public const int MinorOffset = 14;
    public const int SectionLengthOffset = 16;
    public const int OptionsOffset = 24;
    public const uint ByteOrderMagic = 0x1A2B3C4D;
    public const uint ReversedByteOrderMagic = 0x4D3C2B1A;
    public const ushort KnownMajor = 1;
    public const long UnknownSectionLength = -1;
    public const ushort ApplicationOption = 4;
}
