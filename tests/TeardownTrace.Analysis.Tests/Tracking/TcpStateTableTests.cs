using TeardownTrace.Analysis.Tracking;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>
/// The table against RFC 9293 figure 5, typed in from the RFC. Three of the figure's arrows are local calls that no segment shows: CLOSED to
/// LISTEN (passive OPEN), LISTEN to CLOSED and SYN-SENT to CLOSED (CLOSE). One is a timer: TIME-WAIT to CLOSED (2 MSL).
/// </summary>
public sealed class TcpStateTableTests
{
    /// <summary>Arrows of figure 5, all in all; what shows of them is <see cref="Figure"/>.</summary>
    private const int ArrowsInFigure = 20;
    private const int LocalCalls = 3;
    private const int Timers = 1;

    /// <summary>The arrows that show on the wire: from, what shows of the arrow's label, to.</summary>
    private static readonly (TcpState From, TcpEvent What, TcpState To)[] Figure =
    [
        (TcpState.Closed, TcpEvent.SendSyn, TcpState.SynSent), // OPEN (active); snd SYN
        (TcpState.Listen, TcpEvent.SendSynAck, TcpState.SynReceived), // rcv SYN; snd SYN,ACK
        (TcpState.Listen, TcpEvent.SendSyn, TcpState.SynSent), // SEND; snd SYN
        (TcpState.SynReceived, TcpEvent.Reset, TcpState.Listen), // rcv RST (note 1)
        (TcpState.SynSent, TcpEvent.SendSynAck, TcpState.SynReceived), // rcv SYN; snd SYN,ACK
        (TcpState.SynSent, TcpEvent.AcknowledgeSyn, TcpState.Established), // rcv SYN,ACK; snd ACK
        (TcpState.SynReceived, TcpEvent.SynAcknowledged, TcpState.Established), // rcv ACK of SYN
        (TcpState.SynReceived, TcpEvent.SendFin, TcpState.FinWait1), // CLOSE; snd FIN
        (TcpState.Established, TcpEvent.SendFin, TcpState.FinWait1), // CLOSE; snd FIN
        (TcpState.Established, TcpEvent.ReceiveFin, TcpState.CloseWait), // rcv FIN; snd ACK
        (TcpState.FinWait1, TcpEvent.FinAcknowledged, TcpState.FinWait2), // rcv ACK of FIN
        (TcpState.FinWait1, TcpEvent.ReceiveFin, TcpState.Closing), // rcv FIN; snd ACK
        (TcpState.CloseWait, TcpEvent.SendFin, TcpState.LastAck), // CLOSE; snd FIN
        (TcpState.FinWait2, TcpEvent.ReceiveFin, TcpState.TimeWait), // rcv FIN; snd ACK
        (TcpState.Closing, TcpEvent.FinAcknowledged, TcpState.TimeWait), // rcv ACK of FIN
        (TcpState.LastAck, TcpEvent.FinAcknowledged, TcpState.Closed), // rcv ACK of FIN
    ];

    /// <summary>Cells that change the state and are no arrow of the figure, each with what allows it. The RST column has its own test.</summary>
    private static readonly (TcpState From, TcpEvent What, TcpState To, string Reason)[] Departures =
    [
        (TcpState.Closed, TcpEvent.SendSynAck, TcpState.SynReceived, "it was in LISTEN, and the SYN it answers was not captured"),
        (TcpState.SynReceived, TcpEvent.AcknowledgeSyn, TcpState.Established, "simultaneous open (figure 7): its SYN-ACK crossed, an ACK says that the peer's arrived"),
        (TcpState.Closed, TcpEvent.HandshakeProved, TcpState.Established, "its handshake was not captured"),
        (TcpState.Listen, TcpEvent.HandshakeProved, TcpState.Established, "its handshake was not captured"),
        (TcpState.SynSent, TcpEvent.HandshakeProved, TcpState.Established, "its SYN-ACK and the ACK of it were not captured"),
        (TcpState.SynReceived, TcpEvent.HandshakeProved, TcpState.Established, "the ACK of its SYN-ACK was not captured"),
        (TcpState.Listen, TcpEvent.SendFin, TcpState.FinWait1, "its handshake was not captured"),
        (TcpState.Listen, TcpEvent.ReceiveFin, TcpState.CloseWait, "its handshake was not captured"),
        (TcpState.SynSent, TcpEvent.SendFin, TcpState.FinWait1, "who sends a FIN was established; the SYN-ACK was not captured"),
        (TcpState.SynSent, TcpEvent.ReceiveFin, TcpState.CloseWait, "who acknowledges a FIN was established; the SYN-ACK was not captured"),
        (TcpState.SynReceived, TcpEvent.ReceiveFin, TcpState.CloseWait, "the ACK of its SYN came with the FIN, or was not captured (3.10.7.4, eighth: SYN-RECEIVED)"),
        (TcpState.FinWait2, TcpEvent.RepeatFin, TcpState.FinWait1, "SPEC 3: a repeated FIN takes the presumed acknowledgement back"),
        (TcpState.TimeWait, TcpEvent.RepeatFin, TcpState.Closing, "SPEC 3: a repeated FIN takes the presumed acknowledgement back"),
        (TcpState.Closed, TcpEvent.RepeatFin, TcpState.LastAck, "SPEC 3: a retransmitted FIN2 returns its sender to LAST_ACK"),
    ];

    public static TheoryData<TcpState> States { get; } = [.. Enum.GetValues<TcpState>()];

    [Fact]
    public void The_figure_is_complete() =>
        Assert.Equal(ArrowsInFigure - LocalCalls - Timers, Figure.Select(arrow => (arrow.From, arrow.To, arrow.What)).Distinct().Count());

    [Fact]
    public void Every_arrow_that_shows_is_in_the_table()
    {
        foreach ((TcpState from, TcpEvent what, TcpState to) in Figure.Where(arrow => arrow.What != TcpEvent.Reset))
        {
            Assert.Equal((from, what, to), (from, what, TcpStateTable.Next(from, what)));
            Assert.False(TcpStateTable.IsAnomaly(from, what), $"{from} {what}");
        }
    }

    [Fact]
    public void Every_departure_is_in_the_table_and_no_arrow()
    {
        foreach ((TcpState from, TcpEvent what, TcpState to, string reason) in Departures)
        {
            Assert.DoesNotContain(Figure, arrow => arrow.From == from && arrow.What == what);
            Assert.True(TcpStateTable.Next(from, what) == to, $"{from} {what}: {reason}");
        }
    }

    [Fact]
    public void Every_other_cell_stays()
    {
        HashSet<(TcpState, TcpEvent)> changing =
            [.. Figure.Select(arrow => (arrow.From, arrow.What)), .. Departures.Select(departure => (departure.From, departure.What))];
        foreach (TcpState from in Enum.GetValues<TcpState>())
        {
            foreach (TcpEvent what in Enum.GetValues<TcpEvent>().Where(what => what != TcpEvent.Reset && !changing.Contains((from, what))))
                Assert.Equal((from, what, from), (from, what, TcpStateTable.Next(from, what)));
        }
    }

    [Fact]
    public void There_is_a_column_for_every_event() => Assert.Equal(TcpStateTable.EventCount, Enum.GetValues<TcpEvent>().Length);

    /// <summary>
    /// Note 1 sends a passive opener's SYN-RECEIVED back to LISTEN, note 3 any other state to LISTEN or CLOSED. The analyser follows a
    /// connection, not a listening socket, and an acceptable RST ends both of its sides.
    /// </summary>
    [Theory]
    [MemberData(nameof(States))]
    public void A_reset_ends_any_state_in_closed(TcpState state) => Assert.Equal(TcpState.Closed, TcpStateTable.Next(state, TcpEvent.Reset));

    /// <summary>Note 2: the figure omits FIN-WAIT-1 to TIME-WAIT, on a FIN that also acknowledges the local FIN.</summary>
    [Fact]
    public void A_fin_that_acknowledges_the_own_one_leads_to_time_wait_at_once()
    {
        Assert.Equal(TcpState.TimeWait, TcpStateTable.Next(TcpStateTable.Next(TcpState.FinWait1, TcpEvent.FinAcknowledged), TcpEvent.ReceiveFin));
        Assert.Equal(TcpState.TimeWait, TcpStateTable.Next(TcpStateTable.Next(TcpState.FinWait1, TcpEvent.ReceiveFin), TcpEvent.FinAcknowledged));
    }

    /// <summary>SPEC 3: a FIN that also acknowledges the peer's is CLOSE_WAIT passed in zero time.</summary>
    [Fact]
    public void A_fin_that_acknowledges_the_peers_leads_to_last_ack_at_once() =>
        Assert.Equal(TcpState.LastAck, TcpStateTable.Next(TcpStateTable.Next(TcpState.Established, TcpEvent.ReceiveFin), TcpEvent.SendFin));

    [Theory]
    [MemberData(nameof(States))]
    public void What_contradicts_a_state_leaves_it(TcpState state) =>
        Assert.All(
            Enum.GetValues<TcpEvent>().Where(what => TcpStateTable.IsAnomaly(state, what)),
            what => Assert.Equal(state, TcpStateTable.Next(state, what)));

    /// <summary>RFC 9293 3.10.7.4: a SYN in a synchronised state is no transition; an ACK of a FIN never sent is none either.</summary>
    [Fact]
    public void The_impossible_is_an_anomaly()
    {
        Assert.True(TcpStateTable.IsAnomaly(TcpState.Established, TcpEvent.SendSyn));
        Assert.True(TcpStateTable.IsAnomaly(TcpState.FinWait2, TcpEvent.SendSyn));
        Assert.True(TcpStateTable.IsAnomaly(TcpState.Established, TcpEvent.FinAcknowledged));
        Assert.True(TcpStateTable.IsAnomaly(TcpState.CloseWait, TcpEvent.FinAcknowledged));
        Assert.True(TcpStateTable.IsAnomaly(TcpState.Closed, TcpEvent.SendFin));
    }
}
