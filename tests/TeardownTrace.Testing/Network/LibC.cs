using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TeardownTrace.Testing.Network;

/// <summary>The one call that .NET has no name for.</summary>
public static partial class LibC
{
    private const int NetworkNamespaces = 0x40000000; // CLONE_NEWNET

    /// <summary>Moves the calling thread into a network namespace; the sockets that it makes from then on are there and stay there.</summary>
    public static void EnterNetworkNamespace(SafeFileHandle handle)
    {
        if (SetNamespace(handle, NetworkNamespaces) != 0)
            throw new IOException($"setns failed: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(SafeFileHandle handle, int kinds);
}
