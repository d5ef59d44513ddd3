using System.Runtime.CompilerServices;
using TeardownTrace.Analysis.Tracking;
using static TeardownTrace.Analysis.Tracking.EndpointEvidence;

namespace TeardownTrace.Analysis.Verdicts;

/// <summary>What was observed of an incarnation from its first packet to the end of its observation: all that verdicts rest on.</summary>
internal readonly ref struct TeardownFacts
{
    private readonly ref readonly FlowEnds _ends;
    private readonly ref readonly Connection _connection;
    private readonly ref readonly RareFacts _rare;
    private readonly ref readonly Endpoint _client;
    private readonly ref readonly Endpoint _server;

    public TeardownFacts(in FlowEnds ends, in Connection connection, in RareFacts rare, long until, AnalysisOptions options)
    {
        _ends = ref ends;
        _connection = ref connection;
        _client = ref connection.End(connection.ClientIsHigh);
        _server = ref connection.End(!connection.ClientIsHigh);
        _rare = ref rare;
        Until = Math.Max(until, connection.LastTime);
        Options = options;
        ClientFin = HasFin(Client) || IsFinInferred(Client, Server);
        ServerFin = HasFin(Server) || IsFinInferred(Server, Client);
    }

    /// <summary>Addresses and ports.</summary>
    public ref readonly FlowEnds Ends => ref _ends;

    /// <summary>Until when the capture was watched for it, nanoseconds.</summary>
    public long Until { get; }

    /// <summary>Timers.</summary>
    public AnalysisOptions Options { get; }

    /// <summary>The connection as the tracker left it.</summary>
    public ref readonly Connection Connection => ref _connection;

    /// <summary>Resets, reuse and losses.</summary>
    public ref readonly RareFacts Rare => ref _rare;

    /// <summary>The client's end.</summary>
    public ref readonly Endpoint Client => ref _client;

    /// <summary>The server's end.</summary>
    public ref readonly Endpoint Server => ref _server;

    /// <summary>What the client sent again.</summary>
    public ref readonly RareFacts.Losses ClientLosses => ref _connection.ClientIsHigh ? ref _rare.High : ref _rare.Low;

    /// <summary>What the server sent again.</summary>
    public ref readonly RareFacts.Losses ServerLosses => ref _connection.ClientIsHigh ? ref _rare.Low : ref _rare.High;

    /// <summary>Whether a mark was set.</summary>
    public bool Has(ConnectionMarks marks) => _connection.Has(marks);

    /// <summary>Whether either end has shown something.</summary>
    public bool Either(EndpointEvidence evidence) => Client.Has(evidence) || Server.Has(evidence);

    /// <summary>Whether the latest segment is an end's.</summary>
    public bool SpokeLast(in Endpoint end) => Unsafe.AreSame(in end, in _connection.End(Has(ConnectionMarks.LastFromHigh)));

    /// <summary>One direction was captured, and it answers another that was not.</summary>
    public bool IsOneSided =>
        !Has(ConnectionMarks.OnlyResets) && Client.Has(Seen) != Server.Has(Seen) && (Client.Has(Ack) || Server.Has(Ack));

    /// <summary>An acceptable RST ended it.</summary>
    public bool IsReset => Has(ConnectionMarks.Reset);

    /// <summary>Who sent the RST that counts.</summary>
    public ref readonly Endpoint Resetter => ref _connection.End(_rare.Reset.ByHigh);

    /// <summary>
    /// Where in the connection's life the RST came. A FIN makes an established connection a closing one, wherever it was captured: what shows one that was
    /// missed went before the RST, or is the RST itself.
    /// </summary>
    public ResetPhase ResetPhase =>
        _rare.Reset.Phase == ResetPhase.Established && (ClientFin || ServerFin) ? ResetPhase.Closing : _rare.Reset.Phase;

    /// <summary>Whether the client's FIN was seen, or is proved by what the server acknowledged.</summary>
    public bool ClientFin { get; }

    /// <summary>Whether the server's FIN was seen, or is proved by what the client acknowledged.</summary>
    public bool ServerFin { get; }

    /// <summary>Whether one of the FINs shows only in its acknowledgement.</summary>
    public bool IsAnyFinInferred => IsFinInferred(Client, Server) || IsFinInferred(Server, Client);

    /// <summary>Whether both FINs were acknowledged; on a one-sided capture the unseen acknowledgement is presumed.</summary>
    public bool AreFinsAcknowledged => IsFinAcknowledged(Client, Server) && IsFinAcknowledged(Server, Client);

    /// <summary>Whether an end's FIN was captured (before a RST ended the connection, or behind one of its own that was sent later).</summary>
    public bool HasFin(in Endpoint end) =>
        end.Has(Fin) && !(IsReset && end.FinFrame > _rare.Reset.Frame && !(Unsafe.AreSame(in end, in Resetter) && WasOvertakenByReset(end)));

    /// <summary>
    /// Whether a FIN captured behind its sender's RST went before that: the RST stands at its end, or came just before it. Who has sent a RST has no connection
    /// to close any more.
    /// </summary>
    private bool WasOvertakenByReset(in Endpoint end) =>
        end.FinEnd == _rare.Reset.Sequence
        || (end.FinTime - _rare.Reset.Time <= MirrorFilter.WindowNs && SequenceNumber.IsAfter(end.FinEnd, _rare.Reset.Sequence));

    /// <summary>
    /// An end's state at its last segment. An acceptable RST ends both in CLOSED; it is applied here, not when it passes, because the
    /// connection may still outlive it.
    /// </summary>
    public TcpState StateOf(in Endpoint end) =>
        IsReset || Has(ConnectionMarks.RstAfterClose) ? TcpStateTable.Next(end.State, TcpEvent.Reset) : end.State;

    /// <summary>
    /// An ACK that goes one beyond everything captured of <paramref name="end"/> acknowledges a FIN that the tap missed, whatever the end has sent from
    /// behind it since; where the end was never captured, an ACK that last grew by exactly one, of a peer that has sent its own FIN (SPEC sections 5 and 8).
    /// </summary>
    public bool IsFinInferred(in Endpoint end, in Endpoint peer)
    {
        if (end.Has(Fin) || !peer.Has(Ack) || Has(ConnectionMarks.OnlyResets))
            return false;
        if (!end.Has(Seen))
            return HasFin(peer) && peer.Has(AckGrewByOne);
        if (end.Has(FinMissed))
            return true;
        return peer.Acked == end.Next + 1 && Has(ConnectionMarks.Established) && (peer.Has(AckGrewByOne) || !Has(ConnectionMarks.MidStream));
    }

    private bool IsFinAcknowledged(in Endpoint end, in Endpoint peer)
    {
        if (end.Has(FinAcked) || IsFinInferred(end, peer))
            return true;
        return !peer.Has(Seen) && IsFinInferred(peer, end) && !end.Has(FinRepeated);
    }
}
