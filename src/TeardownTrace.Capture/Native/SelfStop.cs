using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>Stops the program as Ctrl-Z does, for who has something to do before that.</summary>
public static partial class SelfStop
{
    private const int TerminalStop = 20; // SIGTSTP of Linux

    /// <summary>
    /// Raises SIGTSTP, which nothing may be registered for, and comes back when the program is continued. Where no shell waits to do that, the system
    /// ignores the signal, and the call does nothing.
    /// </summary>
    public static void Run() => _ = Raise(TerminalStop);

    /// <summary>raise(3) goes to the calling thread, so that no other runs on for a moment after the call, as kill(2) would allow.</summary>
    [LibraryImport("libc", EntryPoint = "raise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Raise(int signal);
}
