using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Testing.Traces;

/// <summary>
/// One packet as the capture holds it, numbers absolute. Everything a trace says about a segment ends here, so that the engine (through bytes)
/// and the reference tracker (directly) see the same.
/// </summary>
internal sealed record TraceFrame
{
    /// <summary>TTL that a segment leaves with unless its line says otherwise.</summary>
    public const byte DefaultHopLimit = 64;

    /// <summary>Capture time, nanoseconds since the Unix epoch.</summary>
    public required long Time { get; init; }

    /// <summary>Who sent it.</summary>
    public required TraceEnd Source { get; init; }

    /// <summary>To whom.</summary>
    public required TraceEnd Destination { get; init; }

    /// <summary>Whether the sender is the end that the flow line names first.</summary>
    public bool FromClient { get; init; }

    /// <summary>Whether this is an unrelated UDP datagram that only shows the capture going on.</summary>
    public bool IsFiller { get; init; }

    public TcpFlags Flags { get; init; }

    public uint Sequence { get; init; }

    /// <summary>Zero without the ACK bit.</summary>
    public uint Acknowledgment { get; init; }

    public uint PayloadLength { get; init; }

    public ushort Window { get; init; }

    public byte? WindowScale { get; init; }

    public ushort? MaximumSegmentSize { get; init; }

    public TraceTimestamps? Timestamps { get; init; }

    /// <summary>How many sequence numbers below the acknowledgment came again, as the SACK option reports it (RFC 2883); null for no such report.</summary>
    public uint? DuplicateSack { get; init; }

    public byte HopLimit { get; init; } = DefaultHopLimit;

    public ushort Identification { get; init; }

    /// <summary>The VLAN it was captured in; null for none.</summary>
    public int? Vlan { get; init; }

    /// <summary>What the IP length field says instead of the truth: 0 where segmentation was offloaded.</summary>
    public ushort? IpLength { get; init; }

    /// <summary>What the TCP checksum says instead of the truth.</summary>
    public ushort? Checksum { get; init; }

    /// <summary>How many bytes of the TCP segment the capture kept; null for all.</summary>
    public int? Kept { get; init; }

    /// <summary>Whether it looks to other readers of captures as it looks to us: what they do about VLANs, lengths and cut headers is their own.</summary>
    public bool IsPlain => Vlan is null && IpLength is null && Kept is null;

    /// <summary>The sequence number after payload, SYN and FIN.</summary>
    public uint End => Sequence + PayloadLength + (Has(TcpFlags.Syn) ? 1u : 0u) + (Has(TcpFlags.Fin) ? 1u : 0u);

    public bool Has(TcpFlags flags) => (Flags & flags) == flags;
}
