using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>What of the system's C library has no counterpart in .NET.</summary>
internal static unsafe partial class LibC
{
    /// <summary>madvise(2), Linux 5.14: map all pages for reading now.</summary>
    private const int PopulateRead = 22;

    /// <summary>
    /// Maps all pages of a mapped stretch at once, instead of some at each fault: half the kernel's time where the file is cached. A hint: where
    /// the system does not know it, or a page cannot be had, the pages come (or fail) when they are touched.
    /// </summary>
    /// <param name="start">First page of the stretch.</param>
    /// <param name="length">Bytes.</param>
    public static void MapAtOnce(byte* start, nuint length)
    {
        if (OperatingSystem.IsLinux())
            _ = Advise(start, length, PopulateRead);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);
}
