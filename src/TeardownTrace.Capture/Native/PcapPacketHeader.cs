using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>
/// struct pcap_pkthdr of libpcap, which begins with the system's own struct timeval:
/// <code>
///                 64-bit Linux, BSD     macOS                    Windows, 32-bit
/// seconds         8 bytes               8 bytes                  4 bytes
/// fraction        8 bytes               4 bytes, 4 of padding    4 bytes
/// captured, original                    4 bytes each
/// </code>
/// A C long is 8 bytes in the first column and 4 in the last.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct PcapPacketHeader
{
    private readonly CLong _seconds;
    private readonly CLong _fraction;

    /// <summary>Bytes that were kept.</summary>
    public readonly uint CapturedLength;

    /// <summary>Bytes on the wire.</summary>
    public readonly uint OriginalLength;

    /// <summary>Seconds since the Unix epoch.</summary>
    public long Seconds => _seconds.Value;

    /// <summary>Microseconds or nanoseconds. Less than 2^30: the low half of the field is right for macOS, too, whatever pads it.</summary>
    public int Fraction => unchecked((int)_fraction.Value);
}
