using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// What Zeek's connection analyser would know of one incarnation: the states of its ends and its history. 24 bytes, and a mask test for the segment
/// that adds nothing. Feed it every segment of the incarnation that is no mirror duplicate, the first one to <see cref="Begin"/> as well.
/// </summary>
/// <remarks>
/// <para>
/// Zeek's own states and order are kept: a segment is written into the history before it moves a state, and endpoints move by what they
/// send, never by what is acknowledged. Zeek calls the sender of the first segment originator, and swaps the two when it learns better;
/// <see cref="Originator"/> and <see cref="Responder"/> are Zeek's roles, while the letters of <see cref="History"/> follow our client and server.
/// </para>
/// <para>
/// Left out, as if Zeek ran with <c>ignore_checksums=T</c> and without its timers: it forgets an unanswered SYN and a closed connection
/// after five seconds and calls what comes later a new connection; here an incarnation is one connection. RST and FIN are believed
/// whatever their sequence number, as Zeek does.
/// </para>
/// <para>Source: src/packet_analysis/protocol/tcp (TCPSessionAdapter, TCP), TCP_Endpoint, scripts/base/protocols/conn/main.zeek.</para>
/// </remarks>
internal struct ZeekView
{
    private const int ServerShift = 16;
    private const TcpFlags Control = TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst;

    private ZeekHistory _history;
    private uint _seen;
    private ZeekEndpoint _client;
    private ZeekEndpoint _server;
    private bool _serverOriginates;

    /// <summary>The letters so far.</summary>
    public readonly ZeekHistory History => _history;

    /// <summary>Whom Zeek calls originator.</summary>
    public readonly ZeekEndpoint Originator => _serverOriginates ? _server : _client;

    /// <summary>The other end.</summary>
    public readonly ZeekEndpoint Responder => _serverOriginates ? _client : _server;

    /// <summary>Added to a letter's code, makes it the originator's.</summary>
    public readonly int OriginatorOffset => _serverOriginates ? ZeekHistory.ServerOffset : 0;

    /// <summary>The TCP ports of <c>likely_server_ports</c> as Zeek's default scripts fill it, ascending.</summary>
    private static ReadOnlySpan<ushort> LikelyServerPorts =>
    [
        21, 22, 25, 53, 79, 80, 81, 88, 135, 139, 143, 389, 443, 445, 465, 502, 514, 563, 585, 587, 614, 631, 636, 989, 990, 992, 993, 995,
        1080, 1434, 1883, 2811, 3128, 3268, 3306, 3389, 5222, 5223, 5269, 5432, 6379, 6666, 6667, 6668, 6669, 8000, 8080, 8888, 20000,
    ];

    /// <summary>Gives the roles as Zeek does on a connection's first segment, which still goes to <see cref="Observe"/>.</summary>
    /// <param name="first">The first segment.</param>
    /// <param name="fromClient">Whether our client sent it.</param>
    /// <param name="sourcePort">Its source port.</param>
    /// <param name="destinationPort">Its destination port.</param>
    public static ZeekView Begin(in TcpSegment first, bool fromClient, ushort sourcePort, ushort destinationPort)
    {
        ZeekView view = default;
        view._serverOriginates = !fromClient;
        if (!first.IsSynWithoutAck && LikelyServerPorts.BinarySearch(sourcePort) >= 0)
        {
            // With two likely servers the higher port is the client's, unless a SYN-ACK might be a stealth scan (WantConnection).
            bool bothLikely = LikelyServerPorts.BinarySearch(destinationPort) >= 0;
            if (!bothLikely || (!first.Has(TcpFlags.Syn) && sourcePort < destinationPort))
                view.FlipRoles();
        }

        return view;
    }

    /// <summary>Takes in one segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="fromClient">Whether our client sent it.</param>
    /// <param name="facts">What the sequence numbers say.</param>
    public void Observe(in TcpSegment segment, bool fromClient, ZeekFacts facts)
    {
        ref ZeekEndpoint sender = ref _client;
        ref ZeekEndpoint receiver = ref _server;
        int side = 0;
        if (!fromClient)
        {
            sender = ref _server;
            receiver = ref _client;
            side = ServerShift;
        }

        if ((segment.Flags & Control) == TcpFlags.None && facts == ZeekFacts.None && segment.Window != 0)
        {
            int letter = segment.PayloadLength != 0 ? ZeekHistory.Data : ZeekHistory.Ack;
            if ((_seen & (1u << (letter + side))) != 0 && sender.State != ZeekEndpointState.Inactive)
                return;
        }

        // The roles before any swap on this very segment: Zeek moves the states with them.
        bool fromOriginator = fromClient != _serverOriginates;
        RecordKind(segment, side);
        if (segment.Window == 0 && !segment.Has(TcpFlags.Rst)
            && receiver.State != ZeekEndpointState.Closed && sender.State != ZeekEndpointState.Reset)
            Record(ZeekHistory.ZeroWindow, side);
        if (segment.PayloadLength != 0)
            RecordPayload(segment, ref sender, side, facts);

        if (sender.State == ZeekEndpointState.Inactive)
            MoveInactive(segment, ref sender, ref receiver, fromOriginator);
        else
            sender.Send(segment.Flags, ref receiver);

        if ((facts & ZeekFacts.RevealsGap) != ZeekFacts.None)
        {
            receiver.AddSize();
            if (sender.IsClean && receiver.IsClean)
                Record(ZeekHistory.Gap, side ^ ServerShift);
        }
    }

    // update_history: one kind a segment; SYN and SYN-ACK of a side share one place.
    private void RecordKind(in TcpSegment segment, int side)
    {
        switch (segment.Flags & Control)
        {
            case TcpFlags.None:
                if (segment.PayloadLength != 0)
                    RecordTraffic(ZeekHistory.Data, side);
                else if (segment.Has(TcpFlags.Ack))
                    RecordTraffic(ZeekHistory.Ack, side);
                break;
            case TcpFlags.Syn when segment.Has(TcpFlags.Ack):
                Record(ZeekHistory.SynAck, side, seenAs: ZeekHistory.Syn);
                break;
            case TcpFlags.Syn:
                Record(ZeekHistory.Syn, side);
                break;
            case TcpFlags.Fin:
                Record(ZeekHistory.Fin, side);
                break;
            case TcpFlags.Rst:
                Record(ZeekHistory.Rst, side);
                break;
            default:
                Record(segment.Has(TcpFlags.Fin | TcpFlags.Rst) ? ZeekHistory.FinWithRst : ZeekHistory.SynWithFinOrRst, side);
                break;
        }
    }

    // A connection that began with a SYN-ACK might be a stealth scan; what follows that is no RST says it is not, and Zeek swaps the roles.
    private void RecordTraffic(int letter, int side)
    {
        int loneSynAck = ZeekHistory.SynAck + OriginatorOffset;
        if (_history == default(ZeekHistory).Append(loneSynAck))
        {
            _history = default;
            FlipRoles();
            _history = _history.Append(loneSynAck);
        }

        Record(letter, side);
    }

    // update_last_seq: a first SYN with payload and a RST with payload count as retransmissions too, because Zeek has just taken the end of
    // the one for granted and leaves the payload of the other out of the sequence space.
    private void RecordPayload(in TcpSegment segment, ref ZeekEndpoint sender, int side, ZeekFacts facts)
    {
        bool isOld = (facts & ZeekFacts.EndsInOldData) != ZeekFacts.None;
        bool isReset = segment.Has(TcpFlags.Rst);
        bool isFirstSyn = segment.Has(TcpFlags.Syn) && sender.State == ZeekEndpointState.Inactive;
        if ((isOld || isReset || isFirstSyn) && sender.State != ZeekEndpointState.Reset)
            Record(ZeekHistory.Retransmission, side);
        if (!isOld && !isReset)
            sender.AddSize();
    }

    // UpdateInactiveState: the only state whose steps depend on the roles.
    private void MoveInactive(in TcpSegment segment, ref ZeekEndpoint sender, ref ZeekEndpoint receiver, bool fromOriginator)
    {
        bool hasAck = segment.Has(TcpFlags.Ack);
        if (segment.Has(TcpFlags.Syn))
        {
            if (fromOriginator)
                sender.Enter(hasAck ? ZeekEndpointState.SynAckSent : ZeekEndpointState.SynSent);
            else
                MoveResponderSyn(ref sender, ref receiver, hasAck);
        }

        if (segment.Has(TcpFlags.Fin))
            sender.Enter(ZeekEndpointState.Closed);
        if (segment.Has(TcpFlags.Rst))
            sender.Enter(ZeekEndpointState.Reset);
        if (sender.State != ZeekEndpointState.Inactive)
            return;

        // An ACK before the SYN-ACK does not make a connection partial: some hosts send one first.
        ref ZeekEndpoint originator = ref _client;
        if (_serverOriginates)
            originator = ref _server;
        if (!fromOriginator && segment.PayloadLength == 0 && originator.State == ZeekEndpointState.SynSent)
            return;
        sender.Enter(hasAck && receiver.State == ZeekEndpointState.Established ? ZeekEndpointState.Established : ZeekEndpointState.Partial);
    }

    private void MoveResponderSyn(ref ZeekEndpoint sender, ref ZeekEndpoint receiver, bool hasAck)
    {
        if (!hasAck && receiver.State == ZeekEndpointState.SynAckSent)
        {
            // The capture has the SYN after its own SYN-ACK; a SYN with another sequence number would be another incarnation.
            FlipRoles();
            receiver.Enter(ZeekEndpointState.Established);
        }

        if (receiver.State == ZeekEndpointState.SynSent)
            receiver.Enter(ZeekEndpointState.Established);
        sender.Enter(ZeekEndpointState.Established);
    }

    private void FlipRoles()
    {
        _serverOriginates = !_serverOriginates;
        _history = _history.Append(ZeekHistory.Flipped);
    }

    private void Record(int letter, int side) => Record(letter, side, letter);

    private void Record(int letter, int side, int seenAs)
    {
        uint bit = 1u << (seenAs + side);
        if ((_seen & bit) != 0)
            return;
        _seen |= bit;
        _history = _history.Append(side == 0 ? letter : letter + ZeekHistory.ServerOffset);
    }
}
