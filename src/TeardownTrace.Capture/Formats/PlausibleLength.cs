namespace TeardownTrace.Capture.Formats;

/// <summary>The longest packet a capture can hold; a record that claims more is damaged. The limits are those of libpcap and wiretap.</summary>
internal static class PlausibleLength
{
    private const uint Standard = 262_144;
    private const uint Usb = 128 << 20;
    private const uint Ebhscr = 8 << 20;
    private const int UsbLinux = 189;
    private const int UsbLinuxMapped = 220;
    private const int DBus = 231;
    private const int UsbPcap = 249;
    private const int EbhscrLinkType = 279;

    /// <summary>Bytes at most of a packet of this link type.</summary>
    public static uint Of(LinkType linkType) => linkType.Number switch
    {
        UsbLinux or UsbLinuxMapped or DBus or UsbPcap => Usb,
        EbhscrLinkType => Ebhscr,
        _ => Standard,
    };
}
