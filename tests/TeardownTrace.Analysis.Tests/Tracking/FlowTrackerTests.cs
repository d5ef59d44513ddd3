using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>What the tracker alone can get wrong: when connections end, and how often.</summary>
public sealed class FlowTrackerTests
{
    private const long Second = 1_000_000_000;
    private const int Capacity = 100;
    private const uint ServerSequence = 5000;
    private static readonly AnalysisOptions Options = new();

    private readonly Incarnations<FlowKeyV4> _incarnations;
    private readonly Lifetimes<FlowKeyV4> _lifetimes;
    private readonly FlowTracker<FlowKeyV4> _tracker;
    private long _packets;

    public FlowTrackerTests()
    {
        _incarnations = new Incarnations<FlowKeyV4>(new BeginningOrder(Options), new DropIntervals());
        _lifetimes = new Lifetimes<FlowKeyV4>(Options, Capacity, _incarnations);
        _tracker = new FlowTracker<FlowKeyV4>(Options, _incarnations, _lifetimes);
    }

    /// <summary>
    /// A late segment of the old incarnation puts it behind the new one in the order in which they are looked at; then a clock that jumps brings
    /// both up together, and the new one's end is the old one's, too.
    /// </summary>
    [Fact]
    public void An_incarnation_that_ends_with_the_next_one_ends_once()
    {
        Open(time: 0, clientSequence: 1000);
        Close(time: 1, clientSequence: 1000);
        Open(time: 2, clientSequence: 500_000_000);
        foreach (long look in (long[])[75, 77])
            _lifetimes.Advance(look * Second);
        Send(time: 113, TcpFlags.Fin | TcpFlags.Ack, 1001, ServerSequence + 1, fromHigh: false);
        foreach (long look in (long[])[118, 153, 194])
            _lifetimes.Advance(look * Second);
        Assert.Equal(2, _incarnations.Count);
        Assert.Equal(0, _incarnations.Ended.Length);

        _lifetimes.Advance(10_000 * Second);
        Assert.Equal(0, _incarnations.Count);
        Assert.Equal([0, 1], _incarnations.Ended.ToArray().Select(ended => ended.Index).Order());
    }

    /// <summary>A SYN into a living connection that nobody answers is no incarnation: where a full table gives it up, the connection goes on.</summary>
    [Fact]
    public void A_full_table_gives_up_a_syn_and_not_what_it_met()
    {
        Open(time: 0, clientSequence: 1000);
        Send(time: 1, TcpFlags.Syn, 500_000_000, 0, fromHigh: false);
        FillTable(time: 2);

        Assert.Equal(Capacity, _incarnations.Count);
        Assert.Equal(0, _incarnations.Ended.Length);
        Assert.Equal((0, 0), (_lifetimes.EvictedHalfOpen, _lifetimes.EvictedIdle));
    }

    /// <summary>The SYN into TIME_WAIT that a full table gives up ends alone: the SYN after it still meets TIME_WAIT.</summary>
    [Fact]
    public void A_full_table_gives_up_a_syn_and_not_the_time_wait_it_met()
    {
        Open(time: 0, clientSequence: 1000);
        Close(time: 1, clientSequence: 1000);
        Send(time: 2, TcpFlags.Syn, 500_000_000, 0, fromHigh: false);
        FillTable(time: 3);

        Assert.Equal(Capacity, _incarnations.Count);
        Assert.Equal([1], _incarnations.Ended.ToArray().Select(ended => ended.Index));
        Assert.Equal((1, 0), (_lifetimes.EvictedHalfOpen, _lifetimes.EvictedIdle));
    }

    /// <summary>Of two connections that use the same tuple in two networks one ends first: what becomes of the other is not for that to say.</summary>
    [Theory]
    [InlineData(10, 20)]
    [InlineData(10, 0)]
    [InlineData(0, 20)]
    public void A_connection_in_another_network_outlives_the_one_it_was_set_apart_from(uint first, uint second)
    {
        Open(time: 0, clientSequence: 1000, context: first);
        Open(time: 1, clientSequence: 2_000_000_000, context: second);
        Send(time: 2, TcpFlags.Fin | TcpFlags.Ack, 1001, ServerOf(first) + 1, fromHigh: false, context: first);
        Send(time: 2, TcpFlags.Fin | TcpFlags.Ack, ServerOf(first) + 1, 1002, fromHigh: true, context: first);
        foreach (long look in (long[])[75, 150, 225, 300])
            _lifetimes.Advance(look * Second);
        Assert.Equal(1, _incarnations.Ended.Length);

        Send(time: 301, TcpFlags.Fin | TcpFlags.Ack, 2_000_000_001, ServerOf(second) + 1, fromHigh: false, context: second);
        Assert.Equal(1, _incarnations.Count);
    }

    /// <summary>Nothing is lost of a SYN that was no connection of its own; frames beyond what 32 bits count stay at the last one.</summary>
    [Fact]
    public void What_a_syn_sent_that_opened_nothing_is_the_old_connections()
    {
        Open(time: 0, clientSequence: 1000);
        _packets = uint.MaxValue + 10L;
        Send(time: 1, TcpFlags.Syn, 500_000_000, 0, fromHigh: false);
        _lifetimes.Advance(100 * Second);

        Assert.Equal(1, _incarnations.Count);
        ref Connection old = ref _incarnations[0];
        Assert.Equal((uint.MaxValue, 1 * Second), (old.LastFrame, old.LastTime));
        Assert.Equal((3u, 2), (old.Low.Packets, old.Low.Syns));
    }

    /// <summary>A SYN without answer is given up after more than 75 s (SPEC section 8): the same one after that is another try.</summary>
    [Theory]
    [InlineData(75, 0)]
    [InlineData(76, 1)]
    public void A_handshake_is_given_up_after_75_seconds(long time, int ended)
    {
        Send(time: 0, TcpFlags.Syn, 7000, 0, fromHigh: false, clientPort: 1);
        Send(time: 0, TcpFlags.Syn, 7000, 0, fromHigh: false, clientPort: 2);
        Send(time, TcpFlags.Syn, 7000, 0, fromHigh: false, clientPort: 1);
        Assert.Equal(ended, _incarnations.Ended.Length);

        _lifetimes.Advance(time * Second);
        Assert.Equal(2 * ended, _incarnations.Ended.Length);
    }

    /// <summary>A clock that was a day ahead and is set back: what was stamped before holds up nothing that comes after, and ends in its own time.</summary>
    [Fact]
    public void A_syn_from_the_future_holds_back_no_other()
    {
        const long Day = 86_400;
        Send(time: Day, TcpFlags.Syn, 7000, 0, fromHigh: false, clientPort: 1);
        Send(time: 0, TcpFlags.Syn, 7000, 0, fromHigh: false, clientPort: 2);
        for (long now = 0; now <= 80; now += 40)
            _lifetimes.Advance(now * Second);
        Assert.Equal([1], _incarnations.Ended.ToArray().Select(ended => ended.Index));

        _lifetimes.Advance((Day + 80) * Second);
        Assert.Equal([1, 0], _incarnations.Ended.ToArray().Select(ended => ended.Index));
    }

    /// <summary>A damaged time stamp can be the last instant that can be told: who was stamped so has not been silent.</summary>
    [Fact]
    public void What_comes_at_the_end_of_time_is_not_over_at_once()
    {
        Send(time: long.MaxValue / Second, TcpFlags.Ack, 1001, ServerSequence + 1, fromHigh: false);
        for (long now = 0; now <= 400; now += 40)
            _lifetimes.Advance(now * Second);
        Assert.Equal((1, 0), (_incarnations.Count, _incarnations.Ended.Length));
    }

    private void Open(long time, uint clientSequence, uint context = 0)
    {
        Send(time, TcpFlags.Syn, clientSequence, 0, fromHigh: false, context: context);
        Send(time, TcpFlags.Syn | TcpFlags.Ack, ServerOf(context), clientSequence + 1, fromHigh: true, context: context);
        Send(time, TcpFlags.Ack, clientSequence + 1, ServerOf(context) + 1, fromHigh: false, context: context);
    }

    /// <summary>The client closes first (RFC 9293 figure 12, the server's ACK and FIN in one).</summary>
    private void Close(long time, uint clientSequence)
    {
        Send(time, TcpFlags.Fin | TcpFlags.Ack, clientSequence + 1, ServerSequence + 1, fromHigh: false);
        Send(time, TcpFlags.Fin | TcpFlags.Ack, ServerSequence + 1, clientSequence + 2, fromHigh: true);
        Send(time, TcpFlags.Ack, clientSequence + 2, ServerSequence + 2, fromHigh: false);
    }

    /// <summary>SYNs of other flows, so many that one place is missing where two are taken.</summary>
    private void FillTable(long time)
    {
        for (ushort port = 1; port < Capacity; port++)
            Send(time, TcpFlags.Syn, 7000, 0, fromHigh: false, port);
    }

    /// <summary>The server's initial number in a network.</summary>
    private static uint ServerOf(uint context) => ServerSequence + (context * 100_000_000);

    private void Send(long time, TcpFlags flags, uint sequence, uint acknowledgment, bool fromHigh, ushort clientPort = 40_000, uint context = 0)
    {
        FlowKeyV4 key = FlowKeyV4.Create(0x0A00_0001, 0x0A00_0002, ((uint)clientPort << 16) | 80, out _);
        KeyedSegment<FlowKeyV4> segment = new()
        {
            Key = key,
            Hash = key.Hash,
            Segment = new TcpSegment
            {
                Time = time * Second,
                Flags = flags,
                Sequence = sequence,
                Acknowledgment = acknowledgment,
                Window = 1000,
                Context = context,
                Identification = (ushort)_packets,
                Traits = fromHigh ? SegmentTraits.FromHigh : SegmentTraits.None,
            },
        };
        _tracker.Track([segment], firstPacket: _packets++);
    }
}
