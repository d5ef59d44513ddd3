using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TeardownTrace.Testing.Network;

/// <summary>The calls that .NET has no name for.</summary>
public static unsafe partial class LibC
{
    private const uint CapabilityVersion = 0x20080522; // _LINUX_CAPABILITY_VERSION_3

    private const int CapabilityWords = 6;

    private const int NetworkNamespaces = 0x40000000; // CLONE_NEWNET

    /// <summary>Moves the calling thread into a network namespace; the sockets that it makes from then on are there and stay there.</summary>
    public static void EnterNetworkNamespace(SafeFileHandle handle)
    {
        if (SetNamespace(handle, NetworkNamespaces) != 0)
            throw new IOException($"setns failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Takes every capability from the calling thread, which cannot get them back; it should end soon.</summary>
    public static void DropCapabilities()
    {
        uint* header = stackalloc uint[] { CapabilityVersion, 0 };
        uint* none = stackalloc uint[CapabilityWords];
        new Span<uint>(none, CapabilityWords).Clear();
        if (SetCapabilities(header, none) != 0)
            throw new IOException($"capset failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetCapabilities(uint* header, uint* data);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeFileHandle handle, int kinds);
}
