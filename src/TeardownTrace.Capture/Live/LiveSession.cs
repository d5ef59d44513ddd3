using TeardownTrace.Capture.Input;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.Live;

/// <summary>One activation of an interface: from its opening until it is closed or lost.</summary>
internal sealed unsafe class LiveSession : IDisposable
{
    private readonly PcapHandle _handle;
    private readonly int _descriptor;
    private bool _isCalledDown;
    private uint? _receivedWhenDown;

    private LiveSession(PcapHandle handle, LiveCaptureOptions options, IReadOnlyList<string> warnings)
    {
        _handle = handle;
        Warnings = warnings;
        bool hasNanoseconds = LibPcap.GetTimestampPrecision(handle) == LiveOpening.Nanoseconds;
        Interface = new CaptureInterface(
            DataLinkType.ToLinkType(LibPcap.GetDataLink(handle)), (uint)LibPcap.GetSnapLength(handle), options.Interface, hasNanoseconds);
        _descriptor = WaitableDescriptor(handle);
    }

    /// <summary>What its packets are.</summary>
    public CaptureInterface Interface { get; }

    /// <summary>What its packets begin with, in libpcap's words.</summary>
    public string? LinkTypeText => LibPcap.Text(LibPcap.DataLinkDescription(LibPcap.GetDataLink(_handle)));

    /// <summary>What libpcap found odd when the capture began.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Whether the interface was found to have gone down by the last read, be it up again or not.</summary>
    public bool WentDown { get; private set; }

    /// <summary>Whether the interface was still down at the last read, though the capture goes on.</summary>
    public bool IsDown { get; private set; }

    /// <summary>Opens an interface and begins to capture.</summary>
    /// <param name="options">The interface and how it is captured.</param>
    /// <param name="refusal">Why it cannot be opened, where null is returned.</param>
    /// <exception cref="PacketFilterException">The filter is wrong.</exception>
    public static LiveSession? TryOpen(LiveCaptureOptions options, out LiveRefusal refusal)
    {
        var warnings = new List<string>();
        PcapHandle? handle = LiveOpening.TryOpen(options, warnings, out refusal);
        return handle is null ? null : new LiveSession(handle, options, warnings);
    }

    /// <summary>Copies packets that are there into a batch; waits for a while where there are none.</summary>
    /// <param name="batch">Its slots and count are filled.</param>
    /// <param name="block">Receives the bytes: an empty block of at least the snap length.</param>
    /// <param name="interfaceIndex">Index of <see cref="Interface"/> in the source.</param>
    /// <param name="limit">Packets to read at most, at least 1.</param>
    /// <param name="wait">How long to wait; where libpcap waits itself, it does so for the read timeout.</param>
    /// <param name="failure">What went wrong, where false is returned.</param>
    /// <returns>False where the interface cannot be read any more.</returns>
    public bool TryRead(PacketBatch batch, StreamBlock block, int interfaceIndex, int limit, TimeSpan wait, out string? failure)
    {
        fixed (CapturedPacket* slots = batch.Slots)
        {
            PacketCopy copy = new()
            {
                Capture = _handle.DangerousGetHandle(),
                Slots = slots,
                Next = block.Start,
                End = block.Start + block.Capacity,
                SnapLength = (int)Interface.SnapLength,
                NanosecondsPerTick = Interface.HasNanoseconds ? 1 : (int)Timestamp.NanosecondsPerMicrosecond,
                InterfaceIndex = interfaceIndex,
            };
            bool hadError = HasError((int)wait.TotalMilliseconds);
            int status = LibPcap.Dispatch(_handle, limit, &PacketCopy.Add, &copy);
            WatchInterface(hadError && !HasError(milliseconds: 0));
            batch.Count = copy.Count;

            // A full block breaks the loop. Where an error came behind packets, it comes again behind none.
            bool isRead = status >= 0 || status == PcapStatus.Break || copy.Count > 0;
            failure = isRead ? null : _handle.Error;
            return isRead;
        }
    }

    /// <summary>The counters of this activation; false where the system does not tell.</summary>
    public bool TryReadStatistics(out PcapStatistics statistics)
    {
        fixed (PcapStatistics* counters = &statistics)
        {
            *counters = default;
            return LibPcap.GetStatistics(_handle, counters) == 0;
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>Waits for packets where libpcap does not. The error that an interface leaves is libpcap's to take: without it, it would not see that it is down.</summary>
    private bool HasError(int milliseconds) => _descriptor >= 0 && LinuxPoll.Wait(_descriptor, milliseconds);

    /// <summary>
    /// libpcap for Linux takes the socket's error (ENETDOWN), asks whether the interface is up by now, and is silent where it is. Where it is not, libpcap wants
    /// to be asked often, and in no other case (pcap_get_required_select_timeout(3PCAP)); but it looks again only when no packet waits, and on a busy wire
    /// that may be never. What the kernel receives after an interface went down tells sooner: it is up (pcap_wait_for_frames_mmap in pcap-linux.c).
    /// </summary>
    /// <param name="tookError">Whether the last read took the error.</param>
    private void WatchInterface(bool tookError)
    {
        bool isCalledDown = OperatingSystem.IsLinux() && LibPcap.GetRequiredSelectTimeout(_handle) != null;
        WentDown = tookError || (isCalledDown && !_isCalledDown);
        _isCalledDown = isCalledDown;
        if (WentDown)
            _receivedWhenDown = Received();
        IsDown = isCalledDown && Received() == _receivedWhenDown;
    }

    private uint? Received() => TryReadStatistics(out PcapStatistics statistics) ? statistics.Received : null;

    /// <summary>
    /// On Linux the kernel's timer hands over packets but wakes nobody where there are none, and libpcap would wait for ever
    /// (packet-mmap TPACKET_V3; set_poll_timeout in pcap-linux.c): it is told not to wait, and we do. Elsewhere it waits for the
    /// timeout itself.
    /// </summary>
    private static int WaitableDescriptor(PcapHandle handle)
    {
        if (!OperatingSystem.IsLinux())
            return -1;
        byte* error = stackalloc byte[LibPcap.ErrorBufferSize];
        return LibPcap.SetNonBlocking(handle, isNonBlocking: 1, error) == 0 ? LibPcap.GetSelectableDescriptor(handle) : -1;
    }
}
