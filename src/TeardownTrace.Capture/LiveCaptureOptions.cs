namespace TeardownTrace.Capture;

/// <summary>How an interface is captured.</summary>
public sealed record LiveCaptureOptions
{
    /// <summary>The name that means every interface of a Linux machine.</summary>
    public const string EveryInterface = "any";

    /// <summary>Bytes kept of a packet unless told otherwise: TCP's longest header behind IPv6 in a tunnel over IPv6 fits, payload mostly does not.</summary>
    public const int DefaultSnapLength = 256;

    /// <summary>Bytes that libpcap keeps of a packet at most.</summary>
    public const int MaxSnapLength = 262_144;

    /// <summary>Bytes of the kernel's buffer unless told otherwise: on Linux about 95,000 packets of the default snap length.</summary>
    public const int DefaultBufferBytes = 32 << 20;

    /// <summary>The interface's name, or <see cref="EveryInterface"/>.</summary>
    public required string Interface { get; init; }

    /// <summary>A BPF expression (pcap-filter(7)) that the kernel applies; the empty one matches everything.</summary>
    public string Filter { get; init; } = string.Empty;

    /// <summary>Packets after which the capture ends by itself, at least 1.</summary>
    public long MaxPackets { get; init; } = long.MaxValue;

    /// <summary>Bytes to keep of a packet, 1 to <see cref="MaxSnapLength"/>.</summary>
    public int SnapLength { get; init; } = DefaultSnapLength;

    /// <summary>Bytes of the kernel's buffer, where packets wait to be read.</summary>
    public int BufferBytes { get; init; } = DefaultBufferBytes;

    /// <summary>Whether the adapter passes on frames that are not for this machine, too. Nothing to <see cref="EveryInterface"/>.</summary>
    public bool IsPromiscuous { get; init; } = true;

    /// <summary>Which packets are captured.</summary>
    public CaptureDirection Direction { get; init; } = CaptureDirection.Both;

    /// <summary>Who stamps the packets (pcap-tstamp(7)): <c>host</c>, <c>adapter</c>, … The system's choice where null.</summary>
    public string? TimestampType { get; init; }

    /// <summary>
    /// How long packets are gathered before they are handed over, and how long a read waits on a silent wire; 1 ms to 10 s. Stopping
    /// takes a few times as long.
    /// </summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromMilliseconds(100);
}
