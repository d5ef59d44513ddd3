using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// One incarnation of a connection while it is tracked. Lives in a slab by index and is handled by reference; the two ends stand in the
/// flow key's order, so that a change of roles moves nothing. What few connections need (resets, reuse, losses) stands in <see cref="RareFacts"/>.
/// Design: with the key of an IPv4 flow 256 bytes, four cache lines; an ordinary segment needs the first three,
/// and the fourth where rows tell what Zeek would say.
/// </summary>
internal struct Connection
{
    /// <summary>Index meaning "none".</summary>
    public const int None = -1;

    /// <summary>Latest time of its packets, nanoseconds.</summary>
    public long LastTime;

    /// <summary>Ordinal of its first packet in the capture.</summary>
    public long FirstPacket;

    /// <summary>Time of its first packet, nanoseconds.</summary>
    public long StartTime;

    /// <summary>Last packet, counted from the first.</summary>
    public uint LastFrame;

    /// <summary>What was seen of it.</summary>
    public ConnectionMarks Marks;

    /// <summary>VLAN and tunnel context of its first segment.</summary>
    public uint Context;

    /// <summary>The incarnation before it on the same 4-tuple, while that is kept; <see cref="None"/> otherwise.</summary>
    public int Previous;

    /// <summary>Its number among the connections of its tracker; numbers go round.</summary>
    public int Creation;

    /// <summary>VLAN identifier of its first segment; 0 for none.</summary>
    public ushort Vlan;

    /// <summary>Bits of Wireshark's tcp.completeness seen so far.</summary>
    public byte Completeness;

    /// <summary>The lower end of the flow key; the other stands behind it, and which of the two a segment came from is an offset, not a branch.</summary>
    public Endpoint Low;

    /// <summary>The higher end of the flow key.</summary>
    public Endpoint High;

    /// <summary>The connection as Zeek would see it.</summary>
    public ZeekView Zeek;

    /// <summary>Its <see cref="RareFacts"/>; <see cref="None"/> until something rare happens.</summary>
    public int Rare;

    /// <summary>Whether all of <paramref name="marks"/> are set.</summary>
    public readonly bool Has(ConnectionMarks marks) => (Marks & marks) == marks;

    /// <summary>Whether the incarnation before it is kept.</summary>
    public readonly bool HasPrevious => Previous != None;

    /// <summary>Whether the client is the high end.</summary>
    public readonly bool ClientIsHigh => (Marks & ConnectionMarks.ClientIsHigh) != 0;

    /// <summary>Whether this place in the slab holds a connection that has not ended; the mark stays when the place is given back.</summary>
    public readonly bool IsLive => !Has(ConnectionMarks.Ended);

    /// <summary>Whether a SYN-ACK was seen, from either end.</summary>
    public readonly bool HasSynAck => Low.Has(EndpointEvidence.SynAck) || High.Has(EndpointEvidence.SynAck);

    /// <summary>Whether a SYN-ACK was sent: captured, or shown by what came next.</summary>
    public readonly bool IsSynAnswered =>
        HasSynAck || Has(ConnectionMarks.Established) || End(!ClientIsHigh).State >= TcpState.SynReceived;

    /// <summary>Begun, and neither established nor over.</summary>
    public readonly bool IsHalfOpen => !Has(ConnectionMarks.Established) && !IsOver;

    /// <summary>A SYN that nothing has answered so that a connection came of it.</summary>
    public readonly bool OpenedNothing => IsHalfOpen && !IsSynAnswered;

    /// <summary>Both FINs were acknowledged: nothing is left but TIME_WAIT.</summary>
    public readonly bool IsClosedByFins => Low.Has(EndpointEvidence.FinAcked) && High.Has(EndpointEvidence.FinAcked);

    /// <summary>A RST or an accepted SYN ended its TIME_WAIT, whatever the timer says.</summary>
    public readonly bool IsTimeWaitCut => (Marks & (ConnectionMarks.TimeWaitEnded | ConnectionMarks.ReusedByAcceptedSyn)) != 0;

    /// <summary>Both FINs were seen.</summary>
    public readonly bool HasBothFins => Low.Has(EndpointEvidence.Fin) && High.Has(EndpointEvidence.Fin);

    /// <summary>Over, whatever late segments may come.</summary>
    public readonly bool IsOver => Has(ConnectionMarks.Reset) || HasBothFins;

    /// <summary>Established or picked up in mid-stream, and not over: a SYN does not end it by itself (RFC 9293 3.10.7.4, RFC 5961 4).</summary>
    public readonly bool IsSynchronized => Has(ConnectionMarks.Established) && !IsOver;

    /// <summary>Round trip between the two ends as far as it was measured, nanoseconds; presumed when it was not.</summary>
    public readonly long RoundTripNs
    {
        get
        {
            long measured = Low.MeasuredRoundTripNs + High.MeasuredRoundTripNs;
            return measured == 0 ? Endpoint.PresumedRoundTripNs : measured;
        }
    }

    /// <summary>One of the ends, which is only looked at.</summary>
    [UnscopedRef]
    public readonly ref readonly Endpoint End(bool isHigh) => ref isHigh ? ref High : ref Low;

    /// <summary>The end that sent <paramref name="segment"/>, which is only looked at.</summary>
    [UnscopedRef]
    public readonly ref readonly Endpoint SendingEnd(in TcpSegment segment) => ref End(segment.Has(SegmentTraits.FromHigh));

    /// <summary>The end that <paramref name="segment"/> was sent to, which is only looked at.</summary>
    [UnscopedRef]
    public readonly ref readonly Endpoint ReceivingEnd(in TcpSegment segment) => ref End(!segment.Has(SegmentTraits.FromHigh));

    /// <summary>The end that sent <paramref name="segment"/>.</summary>
    [UnscopedRef]
    public ref Endpoint SenderOf(in TcpSegment segment) => ref Unsafe.Add(ref Low, (int)(segment.Traits & SegmentTraits.FromHigh));

    /// <summary>The end that <paramref name="segment"/> was sent to.</summary>
    [UnscopedRef]
    public ref Endpoint ReceiverOf(in TcpSegment segment) => ref Unsafe.Add(ref Low, (int)(~segment.Traits & SegmentTraits.FromHigh));

    /// <summary>A packet's place, counted from the connection's first.</summary>
    public readonly uint FrameOf(long packet) => (uint)Math.Min(packet - FirstPacket, uint.MaxValue);

    /// <summary>Remembers whose segment was the latest.</summary>
    public void TakeTurn(in TcpSegment segment) =>
        Marks = (Marks & ~ConnectionMarks.LastFromHigh)
            | (ConnectionMarks)((uint)(segment.Traits & SegmentTraits.FromHigh) * (uint)ConnectionMarks.LastFromHigh);

    /// <summary>Whether the latest segment is that of the other end than this one's sender.</summary>
    public readonly bool IsReply(in TcpSegment segment) => Has(ConnectionMarks.LastFromHigh) != segment.Has(SegmentTraits.FromHigh);

    /// <summary>Notes what Zeek and Wireshark would say of a segment that is no mirror's copy: nothing but rows tells it.</summary>
    public void Observe(in TcpSegment segment, ZeekFacts facts)
    {
        Completeness |= CompletenessMask.Later(segment);
        Zeek.Observe(segment, IsFromClient(segment), facts);
    }

    /// <summary>Counts a packet of it, mirror copies too: it is the last one now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountPacket(ref Endpoint sender, in TcpSegment segment, uint frame)
    {
        sender.Packets++;
        LastFrame = frame;
        LastTime = Math.Max(LastTime, segment.Time);
    }

    /// <summary>Whether the client sent <paramref name="segment"/>.</summary>
    public readonly bool IsFromClient(in TcpSegment segment) => segment.Has(SegmentTraits.FromHigh) == ClientIsHigh;

    /// <summary>What the sequence numbers of a segment say that <see cref="ZeekView"/> does not keep; asked before the segment is applied.</summary>
    public readonly ZeekFacts ZeekFactsOf(in TcpSegment segment)
    {
        ref readonly Endpoint sender = ref SendingEnd(segment);
        ref readonly Endpoint receiver = ref ReceivingEnd(segment);
        ZeekFacts facts = ZeekFacts.None;
        if (sender.Has(EndpointEvidence.Seen) && SequenceNumber.IsAtOrAfter(sender.Next, segment.SegmentEnd))
            facts |= ZeekFacts.EndsInOldData;
        if (segment.Has(TcpFlags.Ack) && receiver.Has(EndpointEvidence.Seen) && SequenceNumber.IsAfter(segment.Acknowledgment, receiver.Next)
            && (!sender.Has(EndpointEvidence.Ack) || SequenceNumber.IsAfter(segment.Acknowledgment, sender.Acked)))
        {
            facts |= ZeekFacts.RevealsGap;
        }

        return facts;
    }
}
