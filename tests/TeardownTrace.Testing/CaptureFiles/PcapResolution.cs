namespace TeardownTrace.Testing.CaptureFiles;

/// <summary>What the fraction of a pcap time stamp counts.</summary>
public enum PcapResolution
{
    Microseconds,
    Nanoseconds,
}
