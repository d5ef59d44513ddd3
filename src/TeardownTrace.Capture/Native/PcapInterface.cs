using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>struct pcap_if of libpcap: an interface in the list of all.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PcapInterface
{
    public PcapInterface* Next;
    public byte* Name;

    /// <summary>Null where there is none.</summary>
    public byte* Description;

    public PcapAddress* Addresses;

    /// <summary>PCAP_IF_ bits.</summary>
    public uint Flags;
}
