namespace TeardownTrace.Capture.Formats;

/// <summary>
/// Blocks of pcapng (draft-ietf-opsawg-pcapng, section 3.1).
/// <code>
/// 0 type   4 total length   8 body, padded to 32 bits ...   total length again
/// </code>
/// </summary>
internal static class PcapNgBlock
{
    public const uint SectionHeader = 0x0A0D0D0A;
    public const uint InterfaceDescription = 1;
    public const uint OldPacket = 2;
    public const uint SimplePacket = 3;
    public const uint EnhancedPacket = 6;

    public const int TypeOffset = 0;
    public const int TotalLengthOffset = 4;
    public const int BodyOffset = 8;
    public const int TrailerLength = 4;
    public const int MinimumLength = BodyOffset + TrailerLength;

    /// <summary>Bytes at most of a block that has to be understood; wiretap's limit too. Blocks that are skipped may be longer.</summary>
    public const int LongestUnderstood = 16 << 20;

    private const uint SystemdJournal = 9;
    private const uint CustomCopied = 0x0000_0BAD;
    private const uint CustomNotCopied = 0x4000_0BAD;
    private const uint SysdigEvent = 0x204;
    private const uint SysdigEventFlags = 0x208;
    private const uint SysdigEventV2 = 0x216;
    private const uint SysdigEventFlagsV2 = 0x217;
    private const uint SysdigEventV2Large = 0x221;
    private const uint SysdigEventFlagsV2Large = 0x222;

    /// <summary>
    /// Whether Wireshark gives this block, which holds no packet, a frame number: it shows journal entries, system calls and
    /// vendors' own records in its packet list.
    /// </summary>
    public static bool TakesFrameNumber(uint type) => type is SystemdJournal or CustomCopied or CustomNotCopied
        or SysdigEvent or SysdigEventFlags or SysdigEventV2 or SysdigEventFlagsV2 or SysdigEventV2Large or SysdigEventFlagsV2Large;

    /// <summary>A total length as it counts: some writers leave out the padding, and so does their reader.</summary>
    public static long Padded(uint length) => (length + 3L) & ~3L;
}
