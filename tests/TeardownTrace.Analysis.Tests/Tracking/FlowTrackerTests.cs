using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>What the tracker alone can get wrong: when connections end, and how often.</summary>
public sealed class FlowTrackerTests
{
    private const long Second = 1_000_000_000;
    private const uint ServerSequence = 5000;
    private static readonly AnalysisOptions Options = new();
    private static readonly FlowKeyV4 Key = FlowKeyV4.Create(0x0A00_0001, 0x0A00_0002, (40_000u << 16) | 80, out _);

    private readonly Incarnations<FlowKeyV4> _incarnations;
    private readonly FlowTracker<FlowKeyV4> _tracker;
    private int _packets;

    public FlowTrackerTests()
    {
        _incarnations = new Incarnations<FlowKeyV4>(new BeginningOrder(Options), new DropIntervals());
        _tracker = new FlowTracker<FlowKeyV4>(Options, capacity: 100, _incarnations);
    }

    /// <summary>
    /// A late segment of the old incarnation puts it behind the new one in the order in which they are looked at; then a clock that jumps brings
    /// both up together, and the new one's end is the old one's, too.
    /// </summary>
    [Fact]
    public void An_incarnation_that_ends_with_the_next_one_ends_once()
    {
        Open(time: 0, clientSequence: 1000);
        Send(time: 1, TcpFlags.Fin | TcpFlags.Ack, 1001, ServerSequence + 1, fromHigh: false);
        Send(time: 1, TcpFlags.Fin | TcpFlags.Ack, ServerSequence + 1, 1002, fromHigh: true);
        Send(time: 1, TcpFlags.Ack, 1002, ServerSequence + 2, fromHigh: false);
        Open(time: 2, clientSequence: 500_000_000);
        foreach (long look in (long[])[75, 77])
            _tracker.Advance(look * Second);
        Send(time: 113, TcpFlags.Fin | TcpFlags.Ack, 1001, ServerSequence + 1, fromHigh: false);
        foreach (long look in (long[])[118, 153, 194])
            _tracker.Advance(look * Second);
        Assert.Equal(2, _incarnations.Count);
        Assert.Equal(0, _incarnations.Ended.Length);

        _tracker.Advance(10_000 * Second);
        Assert.Equal(0, _incarnations.Count);
        Assert.Equal([0, 1], _incarnations.Ended.ToArray().Select(ended => ended.Index).Order());
    }

    private void Open(long time, uint clientSequence)
    {
        Send(time, TcpFlags.Syn, clientSequence, 0, fromHigh: false);
        Send(time, TcpFlags.Syn | TcpFlags.Ack, ServerSequence, clientSequence + 1, fromHigh: true);
        Send(time, TcpFlags.Ack, clientSequence + 1, ServerSequence + 1, fromHigh: false);
    }

    private void Send(long time, TcpFlags flags, uint sequence, uint acknowledgment, bool fromHigh)
    {
        KeyedSegment<FlowKeyV4> segment = new()
        {
            Key = Key,
            Hash = Key.Hash,
            Segment = new TcpSegment
            {
                Time = time * Second,
                Flags = flags,
                Sequence = sequence,
                Acknowledgment = acknowledgment,
                Window = 1000,
                Identification = (ushort)_packets,
                Traits = fromHigh ? SegmentTraits.FromHigh : SegmentTraits.None,
            },
        };
        _tracker.Track([segment], firstPacket: _packets++);
    }
}
