using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.Live;

/// <summary>The steps that open an interface, in the order libpcap demands: make a handle, set what is wanted, activate it, filter.</summary>
internal static unsafe class LiveOpening
{
    /// <summary>PCAP_TSTAMP_PRECISION_NANO.</summary>
    public const int Nanoseconds = 1;

    private const int DltLinuxCooked = 113;
    private const int DltLinuxCooked2 = 276;

    /// <summary>Opens an interface and begins to capture.</summary>
    /// <param name="options">The interface and how it is captured.</param>
    /// <param name="warnings">Receives what libpcap finds odd.</param>
    /// <param name="refusal">Why it cannot be opened, where null is returned.</param>
    /// <exception cref="PacketFilterException">The filter is wrong.</exception>
    public static PcapHandle? TryOpen(LiveCaptureOptions options, List<string> warnings, out LiveRefusal refusal)
    {
        byte* error = stackalloc byte[LibPcap.ErrorBufferSize];
        PcapHandle handle = LibPcap.Create(options.Interface, error);
        bool isOpen = false;
        try
        {
            refusal = handle.IsInvalid
                ? new LiveRefusal(PcapStatus.Error, LibPcap.Text(error) ?? string.Empty)
                : Set(handle, options) ?? Activate(handle, options, warnings) ?? default;
            isOpen = refusal == default;
            return isOpen ? handle : null;
        }
        finally
        {
            if (!isOpen)
                handle.Dispose();
        }
    }

    private static LiveRefusal? Set(PcapHandle handle, LiveCaptureOptions options)
    {
        // These fail only on a handle that is active.
        _ = LibPcap.SetSnapLength(handle, options.SnapLength);
        _ = LibPcap.SetPromiscuous(handle, options.IsPromiscuous && options.Interface != LiveCaptureOptions.EveryInterface ? 1 : 0);
        _ = LibPcap.SetTimeout(handle, (int)options.ReadTimeout.TotalMilliseconds);
        _ = LibPcap.SetBufferSize(handle, options.BufferBytes);
        // Refused where the interface has microseconds only, which then stand.
        _ = LibPcap.SetTimestampPrecision(handle, Nanoseconds);
        if (options.TimestampType is not string name || IsTimestampTypeSet(handle, name))
            return null;
        return new LiveRefusal(PcapStatus.Error, $"it has no time stamps of type '{name}'; it has {string.Join(", ", TimestampTypes(handle))}");
    }

    private static bool IsTimestampTypeSet(PcapHandle handle, string name)
    {
        int type = LibPcap.TimestampTypeOf(name);
        return type >= 0 && LibPcap.SetTimestampType(handle, type) == 0;
    }

    private static List<string> TimestampTypes(PcapHandle handle)
    {
        var names = new List<string>();
        int* types = null;
        int count = LibPcap.ListTimestampTypes(handle, &types);
        for (int i = 0; i < count; i++)
            names.Add(LibPcap.Text(LibPcap.TimestampTypeName(types[i])) ?? $"number {types[i]}");
        if (types != null)
            LibPcap.FreeTimestampTypes(types);
        return names.Count > 0 ? names : ["none to choose from"];
    }

    private static LiveRefusal? Activate(PcapHandle handle, LiveCaptureOptions options, List<string> warnings)
    {
        int status = LibPcap.Activate(handle);
        if (status < 0)
            return new LiveRefusal(status, status == PcapStatus.Error ? handle.Error : StatusText(status));
        if (status > 0)
            warnings.Add(status is PcapStatus.Warning or PcapStatus.WarningPromiscuousNotSupported ? handle.Error : StatusText(status));

        // The second version of the cooked header names the interface of each packet of "any".
        if (LibPcap.GetDataLink(handle) == DltLinuxCooked)
            _ = LibPcap.SetDataLink(handle, DltLinuxCooked2);

        // The empty expression, too: without a program the kernel would keep whole packets in its buffer, whatever the snap length.
        if (BpfProgram.TryInstall(handle, options.Filter) is string error)
            throw PacketFilterException.Wrong(options.Filter, error);
        if (options.Direction != CaptureDirection.Both && LibPcap.SetDirection(handle, (int)options.Direction) != 0)
            return new LiveRefusal(PcapStatus.Error, $"it cannot capture one direction only: {handle.Error}");
        return null;
    }

    private static string StatusText(int status) => LibPcap.Text(LibPcap.StatusText(status)) ?? $"libpcap's status {status}";
}
