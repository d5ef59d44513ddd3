using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// One end of a connection: what its own segments prove, and what of it the peer has acknowledged. Frame fields count from the
/// connection's first frame (0 is that frame itself). Design: 80 bytes, what an ordinary segment reads and writes first; state and window
/// shift share a byte.
/// </summary>
internal struct Endpoint
{
    private const int ShiftBits = 4;
    private const int StateMask = (1 << ShiftBits) - 1;

    /// <summary>Taken for a round trip that was not measured: a little less than the shortest retransmission timeout in use (Linux TCP_RTO_MIN).</summary>
    public const long PresumedRoundTripNs = 150_000_000;

    /// <summary>Highest <see cref="TcpSegment.SegmentEnd"/> seen from it: SND.NXT as far as the vantage knows.</summary>
    public uint Next;

    /// <summary>Highest acknowledgment number it sent: what it proves to have received.</summary>
    public uint Acked;

    /// <summary>Latest TSval it sent.</summary>
    public uint TimestampValue;

    /// <summary>Its packets, mirror duplicates included.</summary>
    public uint Packets;

    /// <summary>What was seen of it.</summary>
    public EndpointEvidence Evidence;

    /// <summary>Its latest announced window, unscaled.</summary>
    public ushort Window;

    /// <summary>Its retransmissions and probes since the peer's last segment, at most 255.</summary>
    public byte Unanswered;

    private byte _stateAndShift;

    /// <summary>TTL or hop limit of its latest segment that was no RST.</summary>
    public byte HopLimit;

    /// <summary>Times its sequence numbers wrapped.</summary>
    public byte Wraps;

    /// <summary>SYN and SYN-ACK segments it sent.</summary>
    public ushort Syns;

    /// <summary>FIN segments it sent.</summary>
    public ushort Fins;

    /// <summary>RST segments it sent.</summary>
    public ushort Rsts;

    /// <summary>When its FIN was first captured, nanoseconds.</summary>
    public long FinTime;

    /// <summary>When the peer's first acknowledgement of its FIN was captured, nanoseconds; the latest it can have been where that stands before the FIN.</summary>
    public long FinAckTime;

    /// <summary>Sequence number of its SYN, or of its first captured segment.</summary>
    public uint InitialSequence;

    /// <summary>Sequence number after its FIN.</summary>
    public uint FinEnd;

    /// <summary>Lowest acknowledgment number that a transmission of its FIN carried.</summary>
    public uint FinAcknowledgment;

    /// <summary>TSval of the latest transmission of its FIN, or of what its peer lacked before it; what its acknowledgement echoes where that is later.</summary>
    public uint FinTimestamp;

    /// <summary>TCP checksum and IPv4 identification of the latest transmission of its FIN: a copy made by the network has the same.</summary>
    public uint FinFingerprint;

    /// <summary>Frame of its FIN, counted from the first frame.</summary>
    public uint FinFrame;

    /// <summary>Frame that first acknowledges its FIN, counted from the first frame; the FIN's own where it stands somewhere before the FIN.</summary>
    public uint FinAckFrame;

    private uint _roundTripMicroseconds;

    /// <summary>Its state by SPEC section 3.</summary>
    public TcpState State
    {
        readonly get => (TcpState)(_stateAndShift & StateMask);
        set => _stateAndShift = (byte)((_stateAndShift & ~StateMask) | (int)value);
    }

    /// <summary>Window shift its SYN offered, at most 14 (RFC 7323 2.3).</summary>
    public byte WindowShift
    {
        readonly get => (byte)(_stateAndShift >> ShiftBits);
        set => _stateAndShift = (byte)((_stateAndShift & StateMask) | (value << ShiftBits));
    }

    /// <summary>Round trip between the vantage and this end, nanoseconds; 0 when not measured.</summary>
    public readonly long MeasuredRoundTripNs => _roundTripMicroseconds * Timestamp.NanosecondsPerMicrosecond;

    /// <summary>Round trip between the vantage and this end, nanoseconds; presumed when not measured.</summary>
    public readonly long RoundTripNs => _roundTripMicroseconds == 0 ? PresumedRoundTripNs : MeasuredRoundTripNs;

    /// <summary>Sequence numbers from the first to the highest.</summary>
    public readonly long Span => ((long)Wraps << 32) + Next - InitialSequence;

    /// <summary>Whether all of <paramref name="evidence"/> was seen.</summary>
    public readonly bool Has(EndpointEvidence evidence) => (Evidence & evidence) == evidence;

    /// <summary>Whether any of <paramref name="evidence"/> was seen.</summary>
    public readonly bool HasAny(EndpointEvidence evidence) => (Evidence & evidence) != 0;

    /// <summary>Whether a segment acknowledges the SYN it sent, and nothing that it has not sent (RFC 9293 3.10.7.3).</summary>
    public readonly bool IsSynAcknowledgedBy(in TcpSegment segment) =>
        segment.Has(TcpFlags.Ack)
        && SequenceNumber.IsAfter(segment.Acknowledgment, InitialSequence)
        && SequenceNumber.IsAtOrAfter(Next, segment.Acknowledgment);

    /// <summary>Moves <see cref="State"/> along <see cref="TcpStateTable"/>.</summary>
    public void On(TcpEvent what) => State = TcpStateTable.Next(State, what);

    /// <summary>Counts SYN, FIN and RST; at most 65 535 each, as flows that send more of them are floods.</summary>
    public void CountControls(in TcpSegment segment)
    {
        Syns = Plus(Syns, segment.Has(TcpFlags.Syn));
        Fins = Plus(Fins, segment.Has(TcpFlags.Fin));
        Rsts = Plus(Rsts, segment.Has(TcpFlags.Rst));
    }

    /// <summary>Remembers a segment's TSval, if it is the latest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakeTimestamp(in TcpSegment segment)
    {
        if (!segment.Has(SegmentTraits.HasTimestamps))
            return;
        TimestampValue = Has(EndpointEvidence.Timestamps) ? SequenceNumber.Later(segment.TimestampValue, TimestampValue) : segment.TimestampValue;
        Evidence |= EndpointEvidence.Timestamps;
    }

    /// <summary>Adds the packets of a SYN that was no connection of its own.</summary>
    public void Absorb(in Endpoint other)
    {
        Packets += other.Packets;
        Syns = (ushort)Math.Min(Syns + other.Syns, ushort.MaxValue);
    }

    /// <summary>Raises <see cref="Acked"/> to an acknowledgment number it sent, if that is higher.</summary>
    public void Acknowledge(uint acknowledgment)
    {
        if (!Has(EndpointEvidence.Ack))
        {
            Acked = acknowledgment;
            Evidence |= EndpointEvidence.Ack;
        }
        else if (SequenceNumber.IsAfter(acknowledgment, Acked))
        {
            if (acknowledgment - Acked == 1)
                Evidence |= EndpointEvidence.AckGrewByOne;
            else
                Evidence &= ~EndpointEvidence.AckGrewByOne;
            Acked = acknowledgment;
        }
    }

    /// <summary>Notes the round trip between the vantage and this end; one that no clock can have measured tells nothing.</summary>
    public void MeasureRoundTrip(long nanoseconds)
    {
        if (nanoseconds >= 0 && nanoseconds < uint.MaxValue * Timestamp.NanosecondsPerMicrosecond)
            _roundTripMicroseconds = (uint)Math.Max(1, nanoseconds / Timestamp.NanosecondsPerMicrosecond);
    }

    /// <summary>Something of it was sent again or probed for.</summary>
    public void CountUnanswered()
    {
        if (Unanswered < byte.MaxValue)
            Unanswered++;
    }

    /// <summary>Raises <see cref="Next"/> to <paramref name="end"/>, counting wraps.</summary>
    public void Advance(uint end)
    {
        if (end < Next)
            Wraps++;
        Next = end;
    }

    private static ushort Plus(ushort count, bool more) => more && count < ushort.MaxValue ? (ushort)(count + 1) : count;
}
