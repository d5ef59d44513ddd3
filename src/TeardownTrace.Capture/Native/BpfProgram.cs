using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>A compiled filter for one link type.</summary>
internal sealed unsafe class BpfProgram : SafeHandle
{
    private const uint UnknownNetmask = uint.MaxValue;
    private const int Optimize = 1;

    public BpfProgram()
        : base(0, ownsHandle: true)
    {
        handle = (nint)NativeMemory.AllocZeroed((nuint)sizeof(BpfProgramHeader));
    }

    public override bool IsInvalid => handle == 0;

    private BpfProgramHeader* Header => (BpfProgramHeader*)handle;

    /// <summary>Compiles an expression.</summary>
    /// <param name="expression">The expression, in pcap-filter(7).</param>
    /// <param name="linkType">What the packets begin with.</param>
    /// <param name="error">libpcap's words where it refuses.</param>
    /// <returns>The program; null where libpcap refuses.</returns>
    public static BpfProgram? TryCompile(string expression, LinkType linkType, out string error)
    {
        using PcapHandle dead = LibPcap.OpenDead(DataLinkType.Of(linkType), LiveCaptureOptions.MaxSnapLength);
        var program = new BpfProgram();
        if (LibPcap.Compile(dead, program.Header, expression, Optimize, UnknownNetmask) == 0)
        {
            error = string.Empty;
            return program;
        }

        error = dead.Error;
        program.Dispose();
        return null;
    }

    /// <summary>Compiles an expression for what an open interface captures, and captures only what matches from now on.</summary>
    /// <param name="handle">The capture. What matches is cut to its snap length in the kernel.</param>
    /// <param name="expression">The expression; the empty one matches everything.</param>
    /// <returns>libpcap's words where it refuses; null where it does not.</returns>
    public static string? TryInstall(PcapHandle handle, string expression)
    {
        BpfProgramHeader program;
        if (LibPcap.Compile(handle, &program, expression, Optimize, UnknownNetmask) != 0)
            return handle.Error;
        string? error = LibPcap.SetFilter(handle, &program) == 0 ? null : handle.Error;
        LibPcap.FreeCode(&program);
        return error;
    }

    /// <summary>Whether a packet matches. The program must not be disposed meanwhile.</summary>
    public bool Matches(in CapturedPacket packet)
    {
        fixed (byte* bytes = packet.Bytes)
            return LibPcap.Filter(Header->Instructions, bytes, packet.OriginalLength, (uint)packet.CapturedLength) != 0;
    }

    protected override bool ReleaseHandle()
    {
        LibPcap.FreeCode(Header);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
