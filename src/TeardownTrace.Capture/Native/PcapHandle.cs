using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>A capture of libpcap (pcap_t), closed when it is let go.</summary>
internal sealed class PcapHandle : SafeHandle
{
    public PcapHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>What libpcap said last of this capture.</summary>
    public unsafe string Error => LibPcap.Text(LibPcap.GetError(this)) is { Length: > 0 } text ? text : "libpcap gave no reason";

    protected override bool ReleaseHandle()
    {
        LibPcap.Close(handle);
        return true;
    }
}
