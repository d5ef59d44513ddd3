namespace TeardownTrace.Capture.Formats;

/// <summary>
/// The record header of pcap.
/// <code>
///  0 seconds   4 micro- or nanoseconds   8 captured length   12 original length
/// 16 (Kuznetzov only) interface index, protocol, packet type, padding
/// </code>
/// </summary>
internal static class PcapRecord
{
    public const int HeaderLength = 16;
    public const int KuznetzovHeaderLength = 24;
    public const int SecondsOffset = 0;
    public const int FractionOffset = 4;
    public const int CapturedLengthOffset = 8;
    public const int OriginalLengthOffset = 12;
}
