using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>One incarnation of a replayed capture.</summary>
internal sealed class ZeekReplayedConnection
{
    private const int WellKnownPorts = 1024;

    private readonly ReceivedBytes _fromClient = new();
    private readonly ReceivedBytes _fromServer = new();
    private readonly bool _clientIsHigh;
    private readonly uint? _synSequence;
    private ZeekView _view;

    private ZeekReplayedConnection(bool clientIsHigh, string client, string server, in TcpSegment first, ZeekView view)
    {
        _clientIsHigh = clientIsHigh;
        _synSequence = first.IsSynWithoutAck ? first.Sequence : null;
        _view = view;
        Client = client;
        Server = server;
        Time = first.Time;
    }

    /// <summary>The client as <c>address port</c>.</summary>
    public string Client { get; }

    /// <summary>The server as <c>address port</c>.</summary>
    public string Server { get; }

    /// <summary>Time of the first segment.</summary>
    public long Time { get; }

    public string State => ZeekConnStateRules.StateOf(_view).ToString();

    public string History => _view.History.ToString();

    public static ZeekReplayedConnection Begin<TKey>(TKey key, in TcpSegment first)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        bool fromHigh = first.Has(SegmentTraits.FromHigh);
        bool clientIsHigh = first.Has(TcpFlags.Syn) ? fromHigh != first.Has(TcpFlags.Ack) : IsClient(key.HighPort, key.LowPort);
        (ushort source, ushort destination) = fromHigh ? (key.HighPort, key.LowPort) : (key.LowPort, key.HighPort);
        ZeekView view = ZeekView.Begin(first, fromHigh == clientIsHigh, source, destination);
        string low = $"{key.LowAddress} {key.LowPort}";
        string high = $"{key.HighAddress} {key.HighPort}";
        return clientIsHigh ? new(clientIsHigh, high, low, first, view) : new(clientIsHigh, low, high, first, view);
    }

    public bool IsReopenedBy(in TcpSegment segment) => segment.IsSynWithoutAck && _synSequence is not null && segment.Sequence != _synSequence;

    public void Take(in TcpSegment segment)
    {
        bool fromClient = segment.Has(SegmentTraits.FromHigh) == _clientIsHigh;
        ReceivedBytes sent = fromClient ? _fromClient : _fromServer;
        ReceivedBytes acknowledged = fromClient ? _fromServer : _fromClient;
        ZeekFacts facts = sent.IsOld(segment) ? ZeekFacts.EndsInOldData : ZeekFacts.None;
        sent.Add(segment);
        if (segment.Has(TcpFlags.Ack) && acknowledged.AcknowledgeLeavesGap(segment.Acknowledgment))
            facts |= ZeekFacts.RevealsGap;
        _view.Observe(segment, fromClient, facts);
    }

    // The better known port is the server's: one below 1024 first, then the lower one.
    private static bool IsClient(ushort port, ushort peer) =>
        port < WellKnownPorts == peer < WellKnownPorts ? port > peer : peer < WellKnownPorts;
}
