using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>struct pcap_addr of libpcap: an address of an interface, each part a struct sockaddr.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PcapAddress
{
    public PcapAddress* Next;

    /// <summary>May be null.</summary>
    public byte* Address;

    public byte* Netmask;
    public byte* Broadcast;
    public byte* Destination;
}
