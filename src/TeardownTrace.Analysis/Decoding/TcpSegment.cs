namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// One TCP segment, reduced to what the tracker needs. It stands beside its flow key in a <c>SegmentBatch</c>;
/// 48 bytes, so that a batch of them stays in the cache between decoding and tracking.
/// </summary>
internal struct TcpSegment
{
    /// <summary>Capture time, nanoseconds since the Unix epoch.</summary>
    public long Time;

    /// <summary>SEG.SEQ (RFC 9293 3.3).</summary>
    public uint Sequence;

    /// <summary>SEG.ACK; meaningful with <see cref="TcpFlags.Ack"/> only.</summary>
    public uint Acknowledgment;

    /// <summary>Payload bytes from the IP header's length, not from the captured bytes.</summary>
    public uint PayloadLength;

    /// <summary>TSval of RFC 7323, with <see cref="SegmentTraits.HasTimestamps"/>.</summary>
    public uint TimestampValue;

    /// <summary>TSecr of RFC 7323, with <see cref="SegmentTraits.HasTimestamps"/>.</summary>
    public uint TimestampEcho;

    /// <summary>Index of the packet in its batch; frame = the batch's first + this.</summary>
    public int PacketIndex;

    /// <summary>Hash of the VLAN tags and tunnel identifiers around the segment; 0 for none.</summary>
    public uint Context;

    /// <summary>SEG.WND as it stands in the header, unscaled.</summary>
    public ushort Window;

    /// <summary>TCP checksum as captured (never verified).</summary>
    public ushort Checksum;

    /// <summary>IPv4 identification; 0 for IPv6.</summary>
    public ushort Identification;

    /// <summary>Innermost VLAN identifier outside any tunnel; 0 for none.</summary>
    public ushort Vlan;

    /// <summary>Control bits.</summary>
    public TcpFlags Flags;

    /// <summary>TTL (IPv4) or hop limit (IPv6) as captured.</summary>
    public byte HopLimit;

    /// <summary>Shift count of the window scale option, at most 14 (RFC 7323 2.3), with <see cref="SegmentTraits.HasWindowScale"/>.</summary>
    public byte WindowScale;

    /// <summary>What else is known of it.</summary>
    public SegmentTraits Traits;

    /// <summary>The sequence number after the segment: payload, SYN and FIN counted. The only place where it is computed.</summary>
    public readonly uint SegmentEnd =>
        Sequence + PayloadLength + ((uint)(Flags & TcpFlags.Syn) >> 1) + (uint)(Flags & TcpFlags.Fin);

    /// <summary>Whether it is a SYN without ACK: one that asks for a connection.</summary>
    public readonly bool IsSynWithoutAck => (Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn;

    /// <summary>Whether all bits of <paramref name="flags"/> are set.</summary>
    public readonly bool Has(TcpFlags flags) => (Flags & flags) == flags;

    /// <summary>Whether all bits of <paramref name="traits"/> are set.</summary>
    public readonly bool Has(SegmentTraits traits) => (Traits & traits) == traits;
}
