using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// Recognises a segment that a mirror shows a second time (SPEC section 6): same flow, sequence numbers, flags, length, timestamp, TCP checksum
/// and IP identification within 2 ms. Design: a table of recent fingerprints for all connections, so that a copy is found however many other segments came
/// between, and it costs a connection nothing. Four stand together and are overwritten in turn, so that only the fifth of a place forgets the first.
/// Small enough to stay in a near cache, as every segment writes to it; and most only write, which waits for no memory.
/// </summary>
internal sealed class MirrorFilter
{
    /// <summary>A copy comes at most this much later (or earlier, where the capture is out of order), nanoseconds.</summary>
    public const long WindowNs = 2_000_000;

    private const int Bits = 8;
    private const int Together = 4;

    /// <summary>2^64 divided by the golden ratio (Knuth, TAOCP 6.4): a product's highest bits depend on all bits of the other factor.</summary>
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private readonly Seen[] _table = new Seen[Together << Bits];
    private readonly byte[] _turns = new byte[1 << Bits];

    /// <summary>Remembers the segment, and tells whether it is a copy of one seen within the window.</summary>
    public bool IsCopy(in TcpSegment segment, uint flowHash)
    {
        ulong print = Fingerprint(segment, flowHash);
        foreach (ref readonly Seen seen in _table.AsSpan(Together * PlaceOf(print), Together))
        {
            // The later minus the earlier, unsigned: of times as far apart as a damaged capture has them the difference fits no long.
            if (seen.Print == print && (ulong)(Math.Max(segment.Time, seen.Time) - Math.Min(segment.Time, seen.Time)) <= WindowNs)
                return true;
        }

        Put(print, segment.Time);
        return false;
    }

    /// <summary>Remembers a segment that cannot be a copy, because it raises what its sender has sent or acknowledged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remember(in TcpSegment segment, uint flowHash) => Put(Fingerprint(segment, flowHash), segment.Time);

    private static int PlaceOf(ulong print) => (int)((print * Odd) >> (64 - Bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(ulong print, long time)
    {
        int place = PlaceOf(print);
        int turn = _turns[place]++ % Together;
        _table[(Together * place) + turn] = new Seen(print, time);
    }

    /// <summary>What two copies of a segment have in common, mixed into 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fingerprint(in TcpSegment segment, uint flowHash)
    {
        ulong numbers = (((ulong)segment.Sequence << 32) | segment.Acknowledgment) ^ segment.TimestampValue;
        ulong rest = ((ulong)flowHash << 32) | ((uint)segment.Checksum << 16) | segment.Identification;
        ulong small = ((ulong)segment.PayloadLength << 16) | ((ulong)(segment.Traits & SegmentTraits.FromHigh) << 8) | (ulong)segment.Flags;
        return (numbers * Odd) ^ (rest + small);
    }

    private readonly record struct Seen(ulong Print, long Time);
}
