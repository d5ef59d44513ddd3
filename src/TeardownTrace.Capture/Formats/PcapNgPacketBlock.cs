namespace TeardownTrace.Capture.Formats;

/// <summary>
/// The three blocks that hold a packet (draft-ietf-opsawg-pcapng, sections 4.3 and 4.4, and appendix A).
/// <code>
/// Enhanced:  8 interface (32)   12 time, high   16 time, low   20 captured   24 original   28 packet ...  options
/// Old:       8 interface (16)   10 drops (16), the rest as Enhanced
/// Simple:    8 original        12 packet ...
/// </code>
/// </summary>
internal static class PcapNgPacketBlock
{
    public const int InterfaceOffset = 8;
    public const int TimeHighOffset = 12;
    public const int TimeLowOffset = 16;
    public const int CapturedLengthOffset = 20;
    public const int OriginalLengthOffset = 24;
    public const int PacketOffset = 28;
    public const int SimpleOriginalLengthOffset = 8;
    public const int SimplePacketOffset = 12;
}
