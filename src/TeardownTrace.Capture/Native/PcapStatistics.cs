using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>struct pcap_stat of libpcap, as long as Windows has it: elsewhere only the first three are filled in.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PcapStatistics
{
    public uint Received;
    public uint DroppedByKernel;
    public uint DroppedByInterface;
    public uint Captured;
    public uint Sent;
    public uint DroppedOnTheNetwork;
}
