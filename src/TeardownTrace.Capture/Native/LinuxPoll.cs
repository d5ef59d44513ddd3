using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>poll(2) of Linux, for one descriptor.</summary>
internal static unsafe partial class LinuxPoll
{
    private const short Readable = 1; // POLLIN
    private const short Error = 8; // POLLERR

    /// <summary>Waits until a descriptor is readable or has an error, or a signal comes in between.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="milliseconds">How long at most; 0 only asks.</param>
    /// <returns>Whether it has an error. That stays until somebody asks the descriptor which.</returns>
    public static bool Wait(int descriptor, int milliseconds)
    {
        var watched = new PollDescriptor { Descriptor = descriptor, Events = Readable };
        return Poll(&watched, 1, milliseconds) > 0 && (watched.ReturnedEvents & Error) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }
}
