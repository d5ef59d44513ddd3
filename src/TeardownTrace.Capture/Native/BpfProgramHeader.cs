using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>struct bpf_program of libpcap: how many instructions there are and where.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfProgramHeader
{
    public uint Length;
    public nint Instructions;
}
