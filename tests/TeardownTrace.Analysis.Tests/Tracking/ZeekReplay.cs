using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>
/// Plays a capture to one <see cref="ZeekView"/> an incarnation, with the plainest bookkeeping that gives it its facts. A bare SYN with
/// another sequence number begins an incarnation; that is enough for the captures that Zeek's own tests describe.
/// </summary>
internal sealed class ZeekReplay
{
    private readonly PacketDecoder _decoder = new();
    private readonly DecodeCounters _counters = new();

    private ZeekReplay()
    {
    }

    public List<ZeekReplayedConnection> Connections { get; } = [];

    public static ZeekReplay Of(string path)
    {
        var replay = new ZeekReplay();
        var batch = new PacketBatch();
        var v4 = new SegmentBatch<FlowKeyV4>(PacketBatch.DefaultCapacity);
        var v6 = new SegmentBatch<FlowKeyV6>(PacketBatch.DefaultCapacity);
        var open4 = new Dictionary<FlowKeyV4, ZeekReplayedConnection>();
        var open6 = new Dictionary<FlowKeyV6, ZeekReplayedConnection>();
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
        while (source.TryRead(batch))
        {
            replay._decoder.Decode(batch.Packets, 0, source.Interfaces, null, v4, v6, replay._counters);
            replay.Play(v4, open4);
            replay.Play(v6, open6);
        }

        return replay;
    }

    private void Play<TKey>(SegmentBatch<TKey> batch, Dictionary<TKey, ZeekReplayedConnection> open)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        foreach (ref readonly KeyedSegment<TKey> own in batch.Of(0))
        {
            TKey key = own.Key;
            ref readonly TcpSegment segment = ref own.Segment;
            if (!open.TryGetValue(key, out ZeekReplayedConnection? connection) || connection.IsReopenedBy(segment))
            {
                connection = ZeekReplayedConnection.Begin(key, segment);
                open[key] = connection;
                Connections.Add(connection);
            }

            connection.Take(segment);
        }
    }
}
