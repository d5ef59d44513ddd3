using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Testing.Reference;

/// <summary>Plays the segments of one incarnation through the rules of SPEC section 3, in causal order, with the whole list in view.</summary>
internal sealed class ReferenceReplay
{
    private readonly List<ReferenceSegment> _segments;

    public ReferenceReplay(IReadOnlyList<ReferenceSegment> captured)
    {
        _segments = ReferenceOrder.Causal(captured);
        (TraceEnd client, TraceEnd server, RoleBasis) = ReferenceRoles.Of(_segments);
        Client = new ReferenceSide(client);
        Server = new ReferenceSide(server);
        foreach (ReferenceSegment segment in captured)
            SideOf(segment).Sent.Add(segment);
        if (!_segments.Exists(segment => segment.IsSyn) && _segments.Exists(segment => !segment.IsRst))
            BeginInTheMiddle();
        for (int index = 0; index < _segments.Count; index++)
            Play(index);
    }

    /// <summary>A SYN that opened nothing leaves what it met as it was.</summary>
    public bool OpenedNothing =>
        _segments[0].IsSynOnly && Reset is null && !_segments.Exists(segment => segment.IsSynAck)
        && _segments.TrueForAll(segment => segment.IsSynOnly || segment.IsRst || segment.Source != _segments[0].Source);

    public ReferenceSide Client { get; }

    public ReferenceSide Server { get; }

    public string RoleBasis { get; }

    /// <summary>The RST that ended the connection before both FINs were acknowledged.</summary>
    public ReferenceSegment? Reset { get; private set; }

    /// <summary>An acceptable RST that crossed the first one.</summary>
    public ReferenceSegment? CrossingReset { get; private set; }

    /// <summary>The first acceptable RST after both FINs were acknowledged.</summary>
    public ReferenceSegment? LateReset { get; private set; }

    /// <summary>The client's RST to the ACK with which TIME_WAIT turned its SYN down; it ends the old connection's TIME_WAIT, not this one.</summary>
    public ReferenceSegment? RefusalReset { get; private set; }

    public bool HasIgnoredReset { get; private set; }

    /// <summary>Segments without mirror copies, causes before effects.</summary>
    public IReadOnlyList<ReferenceSegment> Segments => _segments;

    public bool WasEstablished => Client.WasEstablished && Server.WasEstablished;

    public bool BothFinsAcknowledged => Client.FinAck is not null && Server.FinAck is not null;

    public ReferenceSide SideOf(ReferenceSegment segment) => segment.Source == Client.End ? Client : Server;

    public ReferenceSide PeerOf(ReferenceSide side) => ReferenceEquals(side, Client) ? Server : Client;

    /// <summary>The shortest time from a segment toward <paramref name="side"/> to its acknowledgment; null where none was seen.</summary>
    public long? RoundTripTo(ReferenceSide side)
    {
        long? shortest = null;
        for (int index = 0; index < _segments.Count; index++)
        {
            ReferenceSegment sent = _segments[index];
            if (sent.Source == side.End || !sent.IsNumbered)
                continue;
            ReferenceSegment? answer = _segments.Skip(index + 1).FirstOrDefault(s => s.Source == side.End && s.Acknowledges(sent.End));
            if (answer is not null && answer.Time >= sent.Time)
                shortest = Math.Min(shortest ?? long.MaxValue, answer.Time - sent.Time);
        }

        return shortest;
    }

    /// <summary>The time from the peer's SYN or SYN-ACK, sent once, to what <paramref name="side"/> answered it with, if that came next; null otherwise.</summary>
    public long? HandshakeRoundTripTo(ReferenceSide side)
    {
        int syn = _segments.FindIndex(s => s.IsSyn && s.Source != side.End);
        if (syn < 0 || syn + 1 == _segments.Count)
            return null;
        ReferenceSegment answer = _segments[syn + 1];
        return answer.Source == side.End && answer.Acknowledges(_segments[syn].End) ? answer.Time - _segments[syn].Time : null;
    }

    private void BeginInTheMiddle()
    {
        Client.Enter(TcpState.Established, _segments[0].Time);
        Server.Enter(TcpState.Established, _segments[0].Time);
    }

    private void Play(int index)
    {
        ReferenceSegment segment = _segments[index];
        ReferenceSide sender = SideOf(segment);
        ReferenceSide receiver = PeerOf(sender);
        if (segment.IsRst)
        {
            PlayRst(index, segment, sender, receiver);
            return;
        }

        // What TIME_WAIT answers to a SYN speaks of the connection before (RULES 23).
        bool isOldAck = sender.State == TcpState.Listen && receiver.Syn is not null && !segment.IsSyn;
        if (isOldAck)
            return;
        if (Reset is null)
        {
            if (segment.HasAck)
                PlayAcknowledgment(segment, sender, receiver);
            if (segment.IsSyn)
                PlaySyn(segment, sender, receiver);
            if (segment.IsFin)
                PlayFin(segment, sender, receiver);
        }

        sender.Next = Sequences.Latest(sender.Next, segment.End);
        if (segment.HasAck)
            receiver.Acknowledged = Sequences.Latest(receiver.Acknowledged, segment.Frame.Acknowledgment);
        sender.Offer(segment, receiver);
    }

    private static void PlayAcknowledgment(ReferenceSegment segment, ReferenceSide sender, ReferenceSide receiver)
    {
        bool acknowledgesSyn = receiver.Syn is ReferenceSegment syn && segment.Acknowledges(syn.Frame.Sequence + 1);
        bool wasBothSyn = sender.Syn is { IsSynOnly: true };
        if (acknowledgesSyn && !segment.IsSyn && (sender.State == TcpState.SynSent || (sender.State == TcpState.SynReceived && wasBothSyn)))
            sender.Enter(TcpState.Established, segment.Time);
        // Whoever acknowledges the SYN-ACK is established, and so is its sender, even where a FIN took it on already.
        sender.WasEstablished |= acknowledgesSyn && !segment.IsSyn && receiver.Syn is { IsSynAck: true };
        receiver.WasEstablished |= acknowledgesSyn && !segment.IsSyn && receiver.Syn is { IsSynAck: true };
        if (!segment.IsSyn && ProvesUnseenHandshake(segment, sender, receiver))
        {
            sender.Enter(TcpState.Established, segment.Time);
            receiver.Enter(TcpState.Established, segment.Time);
        }

        if (acknowledgesSyn && receiver.State == TcpState.SynReceived)
            receiver.Enter(TcpState.Established, segment.Time);
        if (receiver.Fin is not ReferenceSegment fin || !segment.Acknowledges(fin.End))
            return;
        receiver.FinAck ??= segment;

        // Whoever takes a FIN takes what that FIN acknowledged, also where the own one was sent again meanwhile.
        if (sender is { State: TcpState.FinWait1, FinAck: not null, Fin: ReferenceSegment own } && receiver.Fins.All(f => f.Acknowledges(own.End)))
            sender.Enter(TcpState.FinWait2, segment.Time);
        TcpState? received = sender.State switch
        {
            TcpState.Established => TcpState.CloseWait,
            TcpState.FinWait1 => TcpState.Closing,
            TcpState.FinWait2 => TcpState.TimeWait,
            _ => null,
        };
        TcpState? learnt = receiver.State switch
        {
            TcpState.FinWait1 => TcpState.FinWait2,
            TcpState.Closing => TcpState.TimeWait,
            TcpState.LastAck => TcpState.Closed,
            _ => null,
        };
        if (received is TcpState next)
            sender.Enter(next, segment.Time);
        if (learnt is TcpState after)
            receiver.Enter(after, segment.Time);
    }

    // One direction captured: who goes on after its SYN or SYN-ACK has received the answer that the vantage did not see. And a server sends no data before
    // it has, unless the SYN brought some.
    private static bool ProvesUnseenHandshake(ReferenceSegment segment, ReferenceSide sender, ReferenceSide receiver) =>
        (sender.State == TcpState.SynSent && receiver.Syn is null && sender.Syn is not null)
        || (sender.State == TcpState.SynReceived && receiver.Sent.Count == 0)
        || (sender is { State: TcpState.SynReceived, Syn.IsSynAck: true } && segment.Frame.PayloadLength > 0 && receiver.Syn is { Frame.PayloadLength: 0 });

    private static void PlaySyn(ReferenceSegment segment, ReferenceSide sender, ReferenceSide receiver)
    {
        // Of several SYN-ACKs with numbers of their own the one that is acknowledged counts; until then, the latest.
        bool isAnother = segment.IsSynAck && sender.Syn is { IsSynAck: true } && !sender.WasEstablished;
        if (isAnother && sender.Syn!.Frame.Sequence != segment.Frame.Sequence)
            (sender.Syn, sender.Next) = (segment, null);
        bool isFirst = sender.Syn is null;
        sender.Syn ??= segment;
        if (!isFirst && !(segment.IsSynAck && sender.State == TcpState.SynSent))
            return;
        sender.Enter(segment.IsSynOnly ? TcpState.SynSent : TcpState.SynReceived, segment.Time);
        if (receiver.State == TcpState.Closed)
            receiver.Enter(segment.IsSynOnly ? TcpState.Listen : TcpState.SynSent, segment.Time);
    }

    private void PlayFin(ReferenceSegment segment, ReferenceSide sender, ReferenceSide receiver)
    {
        if (sender.Fin is null)
        {
            sender.Fin = segment;
            sender.FinFollowsPeers = receiver.Fin is not null && receiver.FinAck is not null;
            TcpState? next = sender.State switch
            {
                TcpState.Established or TcpState.SynReceived or TcpState.SynSent => TcpState.FinWait1,
                TcpState.CloseWait => TcpState.LastAck,
                _ => null,
            };
            if (next is TcpState state)
                sender.Enter(state, segment.Time);
            return;
        }

        if (sender.FinAck is ReferenceSegment ack && ReferenceFinalAck.WasAnswered(segment, ack, sender.Fin))
            return;

        // A FIN sent again contradicts the presumption that its acknowledgment had arrived.
        if (sender.State == TcpState.FinWait2)
            sender.Enter(TcpState.FinWait1, segment.Time);

        // After a simultaneous close as well; one that acknowledges less than was acknowledged since was sent before that.
        if (sender.State == TcpState.TimeWait && receiver.Acknowledged == segment.Frame.Acknowledgment)
            sender.Enter(TcpState.Closing, segment.Time);

        // The retransmitted FIN2 takes the presumed final ACK back, and restarts the peer's TIME_WAIT.
        if (sender.FinFollowsPeers && sender.State == TcpState.Closed && LateReset is null)
            sender.Enter(TcpState.LastAck, segment.Time);
        if (receiver.State == TcpState.TimeWait)
            receiver.TimeWaitSince = segment.Time;
    }

    private void PlayRst(int index, ReferenceSegment segment, ReferenceSide sender, ReferenceSide receiver)
    {
        if (Reset is not null)
        {
            if (CrossingReset is null && segment.Source != Reset.Source && segment.Time - Reset.Time <= (RoundTripTo(sender) ?? 0))
                CrossingReset = segment;
            return;
        }

        bool answersOldAck = receiver.State == TcpState.Listen
            && _segments.Take(index).Any(s => s.Source == receiver.End && s.HasAck && s.Frame.Acknowledgment == segment.Frame.Sequence);
        if (answersOldAck)
        {
            RefusalReset ??= segment;
            return;
        }

        if (!ReferenceResets.Closes(this, index, sender, receiver))
        {
            HasIgnoredReset = true;
            return;
        }

        // Whoever acknowledges data has received it on an open connection, even where the handshake was not captured to its end.
        bool coversData = receiver.Syn is ReferenceSegment syn && sender.Syn is not null && segment.HasAck && Sequences.IsAfter(segment.Frame.Acknowledgment, syn.End);
        sender.WasEstablished |= coversData;
        receiver.WasEstablished |= coversData;
        if (BothFinsAcknowledged)
            LateReset ??= segment;
        else
            Reset = segment;
        sender.Enter(TcpState.Closed, segment.Time);
        receiver.Enter(TcpState.Closed, segment.Time);
    }
}
