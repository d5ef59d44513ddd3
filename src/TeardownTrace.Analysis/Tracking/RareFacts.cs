using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>What few connections need; one is taken from a slab when the first such thing happens to a connection.</summary>
internal struct RareFacts
{
    /// <summary>What a connection without rare facts has of them.</summary>
    public static readonly RareFacts None;

    /// <summary>How long after its beginning TIME_WAIT was last restarted by a repeated FIN or a refused SYN, nanoseconds; 0 when never.</summary>
    public long TimeWaitRestart;

    /// <summary>The RST that counts.</summary>
    public ResetFacts Reset;

    /// <summary>The SYN into TIME_WAIT that it began with.</summary>
    public ReuseFacts Reuse;

    /// <summary>When the answer to a SYN of the same 4-tuple showed that one of its ends had given it up, nanoseconds; 0 where none did.</summary>
    public long GivenUpTime;

    /// <summary>SYNs that met its TIME_WAIT, as far as their rows come after its own: they will name its number.</summary>
    public int Successors;

    /// <summary>What the ends sent again.</summary>
    public Losses Low;

    /// <summary>The same of the high end.</summary>
    public Losses High;

    /// <summary>A connection's rare facts, taken from <paramref name="rare"/> when there are none yet.</summary>
    public static ref RareFacts Of(ref Connection connection, Slab<RareFacts> rare)
    {
        if (connection.Rare == Connection.None)
            connection.Rare = rare.Take();
        return ref rare[connection.Rare];
    }

    /// <summary>Counts a segment that was sent again.</summary>
    public static void CountRetransmission(ref Connection connection, in TcpSegment segment, Slab<RareFacts> rare) =>
        Of(ref connection, rare).LossesOf(segment).Retransmissions++;

    /// <summary>The losses of the end that sent <paramref name="segment"/>.</summary>
    [UnscopedRef]
    public ref Losses LossesOf(in TcpSegment segment)
    {
        if (segment.Has(SegmentTraits.FromHigh))
            return ref High;
        return ref Low;
    }

    /// <summary>What is counted of an end whose segments were lost somewhere.</summary>
    internal struct Losses
    {
        /// <summary>Segments it sent again.</summary>
        public uint Retransmissions;

        /// <summary>Bytes of sequence space below <see cref="Endpoint.Next"/> that were never captured.</summary>
        public uint Missing;

        /// <summary>When its FIN, or what its peer lacked before it, was sent again last before any acknowledgement of the FIN was seen, nanoseconds.</summary>
        public long FinRepeatTime;

        private Holes _holes;
        private int _count;

        /// <summary>Notes a hole beyond those before it.</summary>
        public void Miss(uint from, uint to)
        {
            Missing += to - from;
            if (_count < Holes.Capacity)
                _holes[_count++] = new Hole(from, to);
            else
                _holes[_count - 1].To = to;
        }

        /// <summary>Whether what was never captured reaches up to <paramref name="next"/>: nothing but empty segments came from beyond it.</summary>
        public readonly bool IsMissingBelow(uint next) => _count > 0 && _holes[_count - 1].To == next;

        /// <summary>Takes what was captured late, if it stands where something is missing.</summary>
        /// <returns>Whether it does.</returns>
        public bool TryFill(uint from, uint to)
        {
            bool fills = false;
            for (int i = _count - 1; i >= 0; i--)
            {
                uint begin = SequenceNumber.Later(from, _holes[i].From);
                uint end = SequenceNumber.Earlier(to, _holes[i].To);
                if (!SequenceNumber.IsAfter(end, begin))
                    continue;
                fills = true;
                Missing -= Math.Min(Missing, end - begin);
                Fill(i, begin, end);
            }

            if (Missing == 0)
                _count = 0;
            return fills;
        }

        /// <summary>Takes a part out of a hole: all of it, an end of it, or what stands amid and leaves two.</summary>
        private void Fill(int number, uint begin, uint end)
        {
            Span<Hole> holes = _holes;
            ref Hole hole = ref holes[number];
            bool fromFirst = begin == hole.From;
            bool toLast = end == hole.To;
            if (fromFirst && toLast)
            {
                holes[(number + 1).._count].CopyTo(holes[number..]);
                _count--;
            }
            else if (fromFirst)
            {
                hole.From = end;
            }
            else if (toLast)
            {
                hole.To = begin;
            }
            else if (_count < Holes.Capacity)
            {
                holes[number.._count].CopyTo(holes[(number + 1)..]);
                _count++;
                hole.To = begin;
                holes[number + 1].From = end;
            }
        }
    }

    /// <summary>Sequence numbers that were never captured.</summary>
    private record struct Hole(uint From, uint To);

    /// <summary>The holes of an end, in order. Where there are more, what was captured stands in the last, or in one that was filled amid. So many that rare facts take three cache lines.</summary>
    [InlineArray(Capacity)]
    private struct Holes
    {
        public const int Capacity = 3;

        private Hole _first;
    }
}
