namespace TeardownTrace.Capture.Formats;

/// <summary>
/// Options at the end of a block (draft-ietf-opsawg-pcapng, section 3.5).
/// <code>
/// 0 code (16)   2 length (16)   4 value, padded to 32 bits ...
/// </code>
/// </summary>
internal static class PcapNgOption
{
    public const int LengthOffset = 2;
    public const int HeaderLength = 4;
    public const ushort EndOfOptions = 0;
    public const ushort Comment = 1;
}
