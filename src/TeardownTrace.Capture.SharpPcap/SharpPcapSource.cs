using SharpPcap;
using SharpPcap.LibPcap;
using TeardownTrace.Capture.Input;
using TeardownTrace.Capture.Live;
using TeardownTrace.Capture.Native;

namespace TeardownTrace.Capture.SharpPcap;

/// <summary>
/// Packets of an interface through SharpPcap's <see cref="LibPcapLiveDevice"/>: the same options and the same batches as <see cref="LiveSource"/>, so that
/// both can be compared. It has no directions and no number of packets that ends it, and an interface that goes away ends it; of statistics it has none, because
/// SharpPcap 6.3.1 reads struct pcap_stat as three words of eight bytes on Unix, and takes one counter for another.
/// </summary>
public sealed class SharpPcapSource : IPacketSource
{
    private const int BlockBytes = 2 << 20;

    private readonly LibPcapLiveDevice _device;
    private readonly LiveCaptureOptions _options;
    private readonly CaptureInterface _interface;
    private readonly StreamBlockPool _pool;
    private readonly List<CaptureProblem> _problems = [];
    private readonly object _stopping = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private long _frames;
    private long _bytes;
    private long _stopAt;
    private volatile bool _isStopRequested;
    private bool _hasEnded;

    private SharpPcapSource(LibPcapLiveDevice device, LiveCaptureOptions options)
    {
        _device = device;
        _options = options;
        _pool = new StreamBlockPool(headroom: 0, Math.Max(BlockBytes, options.SnapLength));
        _interface = new CaptureInterface(
            DataLinkType.ToLinkType((int)device.LinkType),
            (uint)options.SnapLength,
            options.Interface,
            device.TimestampResolution == TimestampResolution.Nanosecond);
        Files = [options.Interface];
        Interfaces = [_interface];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Files { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CaptureInterface> Interfaces { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CaptureProblem> Problems => _problems;

    /// <summary>Captured bytes read so far; there is no total.</summary>
    public CaptureProgress Progress => new(Interlocked.Read(ref _bytes), BytesTotal: null);

    /// <summary>Opens an interface and begins to capture.</summary>
    /// <param name="options">The interface and how it is captured.</param>
    /// <exception cref="CaptureException">There is no such interface, it cannot be opened, or more is asked of it than SharpPcap can do.</exception>
    /// <exception cref="PacketFilterException">The filter is wrong.</exception>
    public static SharpPcapSource Open(LiveCaptureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Direction != CaptureDirection.Both)
            throw new CaptureException(options.Interface, "SharpPcap cannot capture one direction only");
        if (options.MaxPackets != long.MaxValue)
            throw new CaptureException(options.Interface, "captures through SharpPcap do not count packets to an end");
        LibPcapLiveDevice device = LibPcapLiveDeviceList.New().FirstOrDefault(device => device.Name == options.Interface)
            ?? throw new CaptureException(options.Interface, new LiveRefusal(PcapStatus.NoSuchDevice, string.Empty).Advice(options.Interface));
        SharpPcapSource? source = null;
        try
        {
            device.Open(ConfigurationOf(options));
            SetFilter(device, options.Filter);
            // A blocking read would not return on a silent wire, and could not be stopped.
            device.NonBlockingMode = true;
            source = new SharpPcapSource(device, options);
            return source;
        }
        catch (PcapException exception)
        {
            throw new CaptureException(options.Interface, new LiveRefusal((int)exception.Error, exception.Message).Advice(options.Interface), exception);
        }
        finally
        {
            if (source is null)
                device.Close();
        }
    }

    /// <inheritdoc/>
    public bool TryRead(PacketBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        if (_hasEnded)
            return false;
        if (_isStopRequested && _stopAt == 0)
            _stopAt = _time.GetTimestamp();

        StreamBlock block = _pool.Rent();
        block.Begin(0, []);
        bool isRead = TryFill(batch, block);
        if (batch.Count == 0)
            block.Release();
        else
            batch.Lease = block;
        batch.FirstFrame = _frames + 1;
        _frames += batch.Count;
        // As for LiveSource: the kernel holds packets back for up to two ticks of its timer.
        _hasEnded = !isRead || (batch.Count == 0 && _stopAt != 0 && _time.GetElapsedTime(_stopAt) >= 3 * _options.ReadTimeout);
        if (batch.Count == 0 && !_hasEnded)
            Rest();
        return batch.Count > 0 || !_hasEnded;
    }

    /// <summary>Ends the capture, from any thread: what the kernel has gathered until then is still read.</summary>
    public void Stop()
    {
        lock (_stopping)
        {
            _isStopRequested = true;
            Monitor.PulseAll(_stopping);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Close();

    private static DeviceConfiguration ConfigurationOf(LiveCaptureOptions options)
    {
        var configuration = new DeviceConfiguration
        {
            Mode = options.IsPromiscuous && options.Interface != LiveCaptureOptions.EveryInterface ? DeviceModes.Promiscuous : DeviceModes.None,
            Snaplen = options.SnapLength,
            ReadTimeout = (int)options.ReadTimeout.TotalMilliseconds,
            BufferSize = options.BufferBytes,
            TimestampResolution = TimestampResolution.Nanosecond,
        };
        // Where there are no nanoseconds, microseconds stand.
        configuration.ConfigurationFailed += (_, failure) =>
        {
            if (failure.Property != nameof(DeviceConfiguration.TimestampResolution))
                throw new CaptureException(options.Interface, new LiveRefusal((int)failure.Error, failure.Message).Advice(options.Interface));
        };
        return configuration;
    }

    private static void SetFilter(LibPcapLiveDevice device, string expression)
    {
        if (!PcapDevice.CheckFilter(expression, out string? error))
            throw PacketFilterException.Wrong(expression, error ?? string.Empty);
        device.Filter = expression;
    }

    /// <summary>Copies packets until none is there, the batch is full, or the block may not hold the next.</summary>
    private unsafe bool TryFill(PacketBatch batch, StreamBlock block)
    {
        int nanosecondsPerTick = _interface.HasNanoseconds ? 1 : (int)Timestamp.NanosecondsPerMicrosecond;
        while (batch.Count < batch.Slots.Length && block.Rest.Length >= _options.SnapLength)
        {
            // GetNextPacket reads the header also where there is none.
            nint header = 0;
            nint data = 0;
            int status = _device.GetNextPacketPointers(ref header, ref data);
            if (status == 0 || status == PcapStatus.Break)
                return true;
            if (status < 0)
            {
                _problems.Add(new CaptureProblem(_options.Interface, Offset: null, _frames + batch.Count, _device.LastError));
                return false;
            }

            var pcapHeader = (PcapPacketHeader*)header;
            int length = (int)Math.Min(pcapHeader->CapturedLength, (uint)_options.SnapLength);
            byte* bytes = block.At(block.Length);
            new ReadOnlySpan<byte>((void*)data, length).CopyTo(block.Rest);
            block.Add(length);
            var time = new Timestamp((pcapHeader->Seconds * Timestamp.NanosecondsPerSecond) + ((long)pcapHeader->Fraction * nanosecondsPerTick));
            batch.Slots[batch.Count++] = new CapturedPacket(bytes, length, pcapHeader->OriginalLength, time, interfaceIndex: 0);
            Interlocked.Add(ref _bytes, length);
        }

        return true;
    }

    /// <summary>Waits as long as the kernel's timer gathers packets.</summary>
    private void Rest()
    {
        lock (_stopping)
            Monitor.Wait(_stopping, _options.ReadTimeout);
    }
}
