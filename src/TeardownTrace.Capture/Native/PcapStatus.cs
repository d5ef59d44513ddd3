namespace TeardownTrace.Capture.Native;

/// <summary>What libpcap's functions return in place of 0 (pcap/pcap.h): negative for errors, positive for warnings.</summary>
internal static class PcapStatus
{
    /// <summary>The reason stands in the handle.</summary>
    public const int Error = -1;

    /// <summary>Told to break the loop.</summary>
    public const int Break = -2;

    public const int NoSuchDevice = -5;
    public const int PermissionDenied = -8;
    public const int InterfaceNotUp = -9;
    public const int PromiscuousPermissionDenied = -11;

    /// <summary>The reason stands in the handle, and the capture runs.</summary>
    public const int Warning = 1;

    public const int WarningPromiscuousNotSupported = 2;
}
