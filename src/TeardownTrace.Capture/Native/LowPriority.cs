using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>Makes a thread give way to all others, for work that nobody waits for.</summary>
public static partial class LowPriority
{
    private const int OfProcess = 0;
    private const int Lowest = 19;

    /// <summary>Lowers the calling thread's priority for good. Where the system does not allow it, nothing changes.</summary>
    public static void Enter()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;

        // The runtime's priorities mean nothing on Linux; there setpriority(2) with 0 takes the calling thread alone.
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfProcess, 0, Lowest);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int priority);
}
