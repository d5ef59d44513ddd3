using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>fcntl(2) of Linux: where a descriptor comes from.</summary>
internal static partial class LinuxDescriptor
{
    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    /// <summary>
    /// Whether whoever started the program left a descriptor open. Where it was closed, the runtime's first file has taken its number by now, and
    /// reading or writing it would meet the runtime; but what the runtime opens closes on exec, which nothing that came through an exec does.
    /// </summary>
    public static bool IsInherited(int descriptor) => Control(descriptor, GetFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, int command);
}
