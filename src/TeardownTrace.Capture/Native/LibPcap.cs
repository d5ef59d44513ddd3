using System.Reflection;
using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>
/// The system's libpcap (pcap(3PCAP)), found at run time under the name it has here. Filters use it; capturing from an interface
/// belongs here too.
/// </summary>
internal static unsafe partial class LibPcap
{
    private const string Library = "libpcap";
    private static readonly string[] NamesHere = OperatingSystem.IsWindows()
        ? ["wpcap.dll"]
        : OperatingSystem.IsMacOS() ? ["libpcap.dylib", "libpcap.A.dylib"] : ["libpcap.so.1", "libpcap.so.0.8", "libpcap.so"];

    static LibPcap() => NativeLibrary.SetDllImportResolver(typeof(LibPcap).Assembly, Resolve);

    /// <summary>A handle that only compiles filters; never closes anything real.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_open_dead")]
    public static partial nint OpenDead(int dataLinkType, int snapLength);

    /// <summary>Compiles an expression into a program; 0, or negative with the reason in <see cref="GetError"/>.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_compile", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Compile(nint handle, BpfProgramHeader* program, string expression, int optimize, uint netmask);

    /// <summary>Frees what a compiled program points to.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_freecode")]
    public static partial void FreeCode(BpfProgramHeader* program);

    /// <summary>What went wrong last on a handle; belongs to the handle.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_geterr")]
    public static partial byte* GetError(nint handle);

    /// <summary>Closes a handle.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_close")]
    public static partial void Close(nint handle);

    /// <summary>Runs a program over a packet; 0 where it does not match. Far shorter than a microsecond, so the collector can wait.</summary>
    [LibraryImport(Library, EntryPoint = "bpf_filter")]
    [SuppressGCTransition]
    public static partial uint Filter(nint instructions, byte* packet, uint originalLength, uint capturedLength);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return 0;
        foreach (string candidate in NamesHere)
        {
            if (NativeLibrary.TryLoad(candidate, assembly, path, out nint library))
                return library;
        }

        return 0;
    }
}
