using System.Net;

namespace TeardownTrace.Capture.Native;

/// <summary>
/// The system's struct sockaddr, as libpcap hands it out. Linux and Windows begin it with a family of two bytes, BSD and macOS with a byte of
/// length and a byte of family:
/// <code>
/// IPv4 | family 2 | port 2 | address 4 |
/// IPv6 | family 2 | port 2 | flow 4    | address 16 | scope 4 |
/// </code>
/// </summary>
internal static unsafe class SocketAddresses
{
    private const int IPv4Family = 2;
    private const int IPv4Offset = 4;
    private const int IPv4Length = 4;
    private const int IPv6Offset = 8;
    private const int IPv6Length = 16;

    private static readonly int IPv6Family =
        OperatingSystem.IsWindows() ? 23 : OperatingSystem.IsMacOS() ? 30 : OperatingSystem.IsFreeBSD() ? 28 : 10;

    /// <summary>The IP address; null for one of another family.</summary>
    public static IPAddress? ToIPAddress(byte* address)
    {
        if (address == null)
            return null;
        int family = OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? address[1] : *(ushort*)address;
        if (family == IPv4Family)
            return new IPAddress(new ReadOnlySpan<byte>(address + IPv4Offset, IPv4Length));
        return family == IPv6Family ? new IPAddress(new ReadOnlySpan<byte>(address + IPv6Offset, IPv6Length)) : null;
    }
}
