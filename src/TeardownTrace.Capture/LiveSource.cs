using TeardownTrace.Capture.Input;
using TeardownTrace.Capture.Live;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture;

/// <summary>
/// Packets of an interface as they come. Its end is <see cref="Stop"/>: an interface that goes down or disappears is waited for, and
/// captured again when it is back.
/// </summary>
/// <remarks>
/// One thread reads. <see cref="Stop"/>, <see cref="Statistics"/>, <see cref="Problems"/> and <see cref="IsAway"/> are for any thread.
/// A packet is copied once, out of the kernel's buffer into a block that its batch holds, and nothing is allocated for it.
/// </remarks>
public sealed class LiveSource : IPacketSource
{
    /// <summary>Bytes of packets that a batch holds, or one packet.</summary>
    private const int BlockBytes = 2 << 20;

    /// <summary>A packet takes no less of the kernel's buffer, with its header.</summary>
    private const int SmallestFootprint = 64;

    private static readonly TimeSpan StatisticsInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly LiveCaptureOptions _options;
    private readonly TimeProvider _time;
    private readonly StreamBlockPool _pool;
    private readonly LiveClock _clock;
    private readonly LiveOutages _outages;
    private readonly LiveCounters _counters = new();
    private readonly List<CaptureInterface> _interfaces = [];
    private readonly TimeSpan _holdBack;
    private readonly object _stopping = new();
    private LiveSession? _session;
    private int _interfaceIndex;
    private long _frames;
    private long _bytes;
    private long _statisticsAt;
    private long _retryAt;
    private long? _drainingSince;
    private long _packetsLeft;
    private volatile bool _isStopRequested;

    /// <summary>Makes the source of an interface that has been opened.</summary>
    /// <param name="options">How to open it again.</param>
    /// <param name="session">The interface; owned by the source from now on.</param>
    /// <param name="time">The system's clocks.</param>
    internal LiveSource(LiveCaptureOptions options, LiveSession session, TimeProvider time)
    {
        _options = options;
        _packetsLeft = options.MaxPackets;
        _time = time;
        // A block of the kernel's buffer goes out at the second tick of its timer at the latest (prb_retire_rx_blk_timer_expired).
        _holdBack = 3 * options.ReadTimeout;
        _clock = new LiveClock(time, _holdBack);
        _outages = new LiveOutages(options.Interface, time);
        _pool = new StreamBlockPool(headroom: 0, Math.Max(BlockBytes, options.SnapLength));
        Files = [options.Interface];
        Warnings = session.Warnings;
        Begin(session);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Files { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CaptureInterface> Interfaces => _interfaces;

    /// <summary>The latest outages, at most 16: when each began and how long it was. <see cref="LiveStatistics.Outages"/> counts all.</summary>
    public IReadOnlyList<CaptureProblem> Problems => _outages.Problems;

    /// <summary>Captured bytes read so far; there is no total.</summary>
    public CaptureProgress Progress => new(Interlocked.Read(ref _bytes), BytesTotal: null);

    /// <summary>What libpcap found odd when the capture began, a line each: no promiscuous mode, other time stamps than asked for.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>What was received and lost so far, at most a quarter of a second old while the source is read; exact with the empty read before its end.</summary>
    public LiveStatistics Statistics => _counters.Sum(_outages.Count);

    /// <summary>Whether the interface is down or gone now.</summary>
    public bool IsAway => _outages.IsOngoing;

    /// <summary>
    /// The time on the clock that stamps the packets: goes on when the wire is silent, and late enough that no packet still to come is older. For timers,
    /// ask after an empty read. Null before the first packet: nothing can be timed yet, and the stamping clock is unknown. For the reading thread.
    /// </summary>
    public Timestamp? Now => _clock.Now;

    /// <summary>Whether the stop is so long ago that all packets from before it can be read without waiting.</summary>
    private bool HasKernelHandedOver => _drainingSince is long since && _time.GetElapsedTime(since) >= _holdBack;

    /// <inheritdoc/>
    public bool TryRead(PacketBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        if (_isStopRequested && _drainingSince is null)
            BeginDraining();
        if (_packetsLeft == 0 || (_drainingSince is not null && _session is null))
            return End();
        if (_session is null)
            return AwaitInterface();

        if (!Fill(batch, (int)Math.Min(batch.Slots.Length, _packetsLeft), out string? failure))
        {
            Lose(failure!);
            return true;
        }

        WatchOutage();
        RefreshStatistics();
        _packetsLeft -= batch.Count;
        return batch.Count > 0 || !HasKernelHandedOver || End();
    }

    /// <summary>
    /// Ends the capture, from any thread or a signal: what the kernel has gathered until then is still read, then
    /// <see cref="TryRead"/> returns false. A read that waits goes on for its timeout at most.
    /// </summary>
    public void Stop()
    {
        lock (_stopping)
        {
            _isStopRequested = true;
            Monitor.PulseAll(_stopping);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
        Stop();
    }

    private bool Fill(PacketBatch batch, int limit, out string? failure)
    {
        StreamBlock block = _pool.Rent();
        block.Begin(0, []);
        // Whoever waits for packets now gets those of a busy wire, and no read would be the last.
        TimeSpan wait = HasKernelHandedOver ? TimeSpan.Zero : _options.ReadTimeout;
        bool isRead = _session!.TryRead(batch, block, _interfaceIndex, limit, wait, out failure);
        batch.FileIndex = 0;
        batch.FirstFrame = _frames + 1;
        if (batch.Count == 0)
        {
            block.Release();
            return isRead;
        }

        batch.Lease = block;
        _frames += batch.Count;
        long bytes = 0;
        foreach (ref readonly CapturedPacket packet in batch.Packets)
            bytes += packet.CapturedLength;
        Interlocked.Add(ref _bytes, bytes);
        _clock.Observe(batch.Packets[^1].Time);
        return isRead;
    }

    /// <summary>Waits for a while, and tries to open the interface again where the last try is long enough ago. True, so that reading goes on.</summary>
    private bool AwaitInterface()
    {
        lock (_stopping)
        {
            if (!_isStopRequested)
                Monitor.Wait(_stopping, _options.ReadTimeout);
        }

        if (_isStopRequested || _time.GetElapsedTime(_retryAt) < RetryInterval)
            return true;
        _retryAt = _time.GetTimestamp();
        try
        {
            if (LiveSession.TryOpen(_options, out LiveRefusal refusal) is LiveSession session)
                Begin(session);
            else if (refusal.Status is not (PcapStatus.NoSuchDevice or PcapStatus.InterfaceNotUp))
                _outages.Continue(refusal.Reason);
        }
        catch (PacketFilterException exception)
        {
            // It came back as another kind of interface.
            _outages.Continue(exception.Message);
        }

        return true;
    }

    private void Begin(LiveSession session)
    {
        _session = session;
        _interfaceIndex = _interfaces.IndexOf(session.Interface);
        if (_interfaceIndex < 0)
        {
            _interfaceIndex = _interfaces.Count;
            _interfaces.Add(session.Interface);
        }

        _counters.BeginActivation();
        _outages.End();
    }

    /// <summary>On Linux an interface that is taken down stays open, and packets come again when it is up.</summary>
    private void WatchOutage()
    {
        if (_session!.WentDown)
            _outages.Begin("the interface is down", _frames);
        if (!_session.IsDown)
            _outages.End();
    }

    private void Lose(string failure)
    {
        TakeStatistics();
        _session!.Dispose();
        _session = null;
        _retryAt = _time.GetTimestamp();
        _outages.Begin(failure, _frames);
    }

    /// <summary>From now on, no more is read than the kernel's buffer can hold: packets may go on coming as fast as they are read.</summary>
    private void BeginDraining()
    {
        _drainingSince = _time.GetTimestamp();
        // The buffer is made a little larger than asked for, to hold the longest packet.
        _packetsLeft = Math.Min(_packetsLeft, ((long)_options.BufferBytes + LiveCaptureOptions.MaxSnapLength) / SmallestFootprint);
    }

    /// <summary>The last read before the end is empty: by then the statistics are exact, and who reads can still take them into account.</summary>
    private bool End()
    {
        if (_session is null)
            return false;
        TakeStatistics();
        _session.Dispose();
        _session = null;
        return true;
    }

    private void RefreshStatistics()
    {
        if (_time.GetElapsedTime(_statisticsAt) >= StatisticsInterval)
            TakeStatistics();
    }

    private void TakeStatistics()
    {
        _statisticsAt = _time.GetTimestamp();
        if (_session!.TryReadStatistics(out PcapStatistics counters))
            _counters.Take(in counters);
    }
}
