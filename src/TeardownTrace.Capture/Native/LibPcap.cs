using System.Reflection;
using System.Runtime.InteropServices;

namespace TeardownTrace.Capture.Native;

/// <summary>
/// The system's libpcap (pcap(3PCAP)), found at run time under the name it has here: what filters and capturing from an interface need
/// of it. A function that returns an int returns 0 or one of <see cref="PcapStatus"/> where nothing else is said.
/// </summary>
internal static unsafe partial class LibPcap
{
    /// <summary>What to do where it cannot be loaded.</summary>
    public const string InstallAdvice =
        "which is not installed here; install the package libpcap0.8 (Debian, Ubuntu), libpcap (Fedora, Alpine, macOS) or Npcap (Windows)";

    /// <summary>Room that libpcap wants for an error text (PCAP_ERRBUF_SIZE).</summary>
    public const int ErrorBufferSize = 256;

    private const string Library = "libpcap";
    private static readonly string[] NamesHere = OperatingSystem.IsWindows()
        ? [Path.Combine(Environment.SystemDirectory, "Npcap", "wpcap.dll"), "wpcap.dll"]
        : OperatingSystem.IsMacOS() ? ["libpcap.dylib", "libpcap.A.dylib"] : ["libpcap.so.1", "libpcap.so.0.8", "libpcap.so"];

    static LibPcap() => NativeLibrary.SetDllImportResolver(typeof(LibPcap).Assembly, Resolve);

    /// <summary>A handle that only compiles filters; never closes anything real.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_open_dead")]
    public static partial PcapHandle OpenDead(int dataLinkType, int snapLength);

    /// <summary>Frees what a compiled program points to.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_freecode")]
    public static partial void FreeCode(BpfProgramHeader* program);

    /// <summary>Closes a handle.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_close")]
    public static partial void Close(nint handle);

    /// <summary>Runs a program over a packet; 0 where it does not match. Far shorter than a microsecond, so the collector can wait.</summary>
    [LibraryImport(Library, EntryPoint = "bpf_filter")]
    [SuppressGCTransition]
    public static partial uint Filter(nint instructions, byte* packet, uint originalLength, uint capturedLength);

    /// <summary>Makes a handle for an interface; invalid with the reason in the buffer.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial PcapHandle Create(string device, byte* errorBuffer);

    /// <summary>Bytes to keep of a packet.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_set_snaplen")]
    public static partial int SetSnapLength(PcapHandle handle, int snapLength);

    /// <summary>Whether the adapter shall pass on frames for others, too.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_set_promisc")]
    public static partial int SetPromiscuous(PcapHandle handle, int isPromiscuous);

    /// <summary>How long the kernel gathers packets before it hands them over.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_set_timeout")]
    public static partial int SetTimeout(PcapHandle handle, int milliseconds);

    /// <summary>Bytes of the kernel's buffer.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_set_buffer_size")]
    public static partial int SetBufferSize(PcapHandle handle, int bytes);

    /// <summary>Who stamps the packets.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_set_tstamp_type")]
    public static partial int SetTimestampType(PcapHandle handle, int type);

    /// <summary>The number of a time stamp type; negative where there is none of the name.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_tstamp_type_name_to_val", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int TimestampTypeOf(string name);

    /// <summary>The name of a time stamp type; null where there is none of the number.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_tstamp_type_val_to_name")]
    public static partial byte* TimestampTypeName(int type);

    /// <summary>The time stamp types that an interface has: how many, or an error.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_list_tstamp_types")]
    public static partial int ListTimestampTypes(PcapHandle handle, int** types);

    /// <summary>Frees such a list.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_free_tstamp_types")]
    public static partial void FreeTimestampTypes(int* types);

    /// <summary>Asks for microseconds (0) or nanoseconds (1).</summary>
    [LibraryImport(Library, EntryPoint = "pcap_set_tstamp_precision")]
    public static partial int SetTimestampPrecision(PcapHandle handle, int precision);

    /// <summary>Which of them time stamps have.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_get_tstamp_precision")]
    public static partial int GetTimestampPrecision(PcapHandle handle);

    /// <summary>Begins the capture; positive with a warning.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_activate")]
    public static partial int Activate(PcapHandle handle);

    /// <summary>What a status means.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_statustostr")]
    public static partial byte* StatusText(int status);

    /// <summary>What went wrong last on a handle; belongs to the handle.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_geterr")]
    public static partial byte* GetError(PcapHandle handle);

    /// <summary>The number of what packets begin with.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_datalink")]
    public static partial int GetDataLink(PcapHandle handle);

    /// <summary>Chooses what packets begin with, where the interface offers it.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_set_datalink")]
    public static partial int SetDataLink(PcapHandle handle, int dataLinkType);

    /// <summary>Bytes that are kept of a packet.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_snapshot")]
    public static partial int GetSnapLength(PcapHandle handle);

    /// <summary>Compiles an expression into a program for what a handle captures; 0, or negative with the reason in <see cref="GetError"/>.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_compile", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Compile(PcapHandle handle, BpfProgramHeader* program, string expression, int optimize, uint netmask);

    /// <summary>Captures only packets that match from now on; the program is copied.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_setfilter")]
    public static partial int SetFilter(PcapHandle handle, BpfProgramHeader* program);

    /// <summary>Captures one direction only, by PCAP_D_.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_setdirection")]
    public static partial int SetDirection(PcapHandle handle, int direction);

    /// <summary>Whether reading returns at once where nothing is there.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_setnonblock")]
    public static partial int SetNonBlocking(PcapHandle handle, int isNonBlocking, byte* errorBuffer);

    /// <summary>A descriptor that polls as readable when packets are there; negative where there is none.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_get_selectable_fd")]
    public static partial int GetSelectableDescriptor(PcapHandle handle);

    /// <summary>How long one may wait on that descriptor at most; null for as long as one likes. Points into libpcap.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_get_required_select_timeout")]
    public static partial void* GetRequiredSelectTimeout(PcapHandle handle);

    /// <summary>Hands packets that are there to a callback: how many, or an error.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_dispatch")]
    public static partial int Dispatch(
        PcapHandle handle, int count, delegate* unmanaged[Cdecl]<void*, PcapPacketHeader*, byte*, void> callback, void* user);

    /// <summary>From within a callback: makes <see cref="Dispatch"/> return behind this packet.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_breakloop")]
    [SuppressGCTransition]
    public static partial void BreakLoop(nint handle);

    /// <summary>What was received and dropped since the capture began, modulo 2^32.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_stats")]
    public static partial int GetStatistics(PcapHandle handle, PcapStatistics* statistics);

    /// <summary>The interfaces there are, as a list to be freed.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_findalldevs")]
    public static partial int FindAllDevices(PcapInterface** devices, byte* errorBuffer);

    /// <summary>Frees such a list.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_freealldevs")]
    public static partial void FreeAllDevices(PcapInterface* devices);

    /// <summary>A few words for what packets begin with; null where libpcap has none.</summary>
    [LibraryImport(Library, EntryPoint = "pcap_datalink_val_to_description")]
    public static partial byte* DataLinkDescription(int dataLinkType);

    /// <summary>The text of libpcap's own at an address.</summary>
    public static string? Text(byte* text) => Marshal.PtrToStringUTF8((nint)text);

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
