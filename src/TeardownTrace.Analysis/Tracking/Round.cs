using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// One batch of packets on its way through the engine, in steps that need no locks: the batch is decoded in slices, then every shard goes
/// over all slices in order and tracks the segments whose partitions are its own. What partitions find does not depend on the shards.
/// </summary>
internal sealed class Round
{
    /// <summary>Partitions of the hash space; shards own whole ones.</summary>
    public const int Partitions = 16;

    private const int PartitionShift = 32 - 4;

    /// <summary>
    /// Connections expire after so many packets of the capture at the earliest, and by the earliest time among the packets since: one time
    /// stamp ahead of the others, or a clock that runs back, expires nothing early, and short batches expire no sooner than long ones.
    /// </summary>
    private const long PacketsBetweenSweeps = 1024;

    /// <summary>Segments whose slots and connections are fetched ahead together: enough misses in flight, few enough to stay in the nearest cache.</summary>
    private const int Ahead = 16;

    private readonly Slice[] _slices;
    private readonly Partition[] _partitions;
    private readonly FlowTracker<FlowKeyV4>[] _v4;
    private readonly FlowTracker<FlowKeyV6>[] _v6;
    private readonly int _shards;
    private readonly int[][] _own;
    private readonly Action<int> _decode;
    private readonly Action<int> _track;
    private long _earliestOfBlock = long.MaxValue;
    private bool _sweeps;
    private PacketFilter? _filter;
    private IPacketSource? _source;

    public Round(int shards, Partition[] partitions)
    {
        _shards = Math.Clamp(shards, 1, Partitions);
        _partitions = partitions;
        _v4 = [.. partitions.Select(static partition => partition.V4)];
        _v6 = [.. partitions.Select(static partition => partition.V6)];
        int slices = Math.Max(1, shards);
        int packets = (PacketBatch.DefaultCapacity + slices - 1) / slices;
        _slices = new Slice[slices];
        for (int i = 0; i < slices; i++)
            _slices[i] = new Slice(packets);
        _own = new int[_shards][];
        for (int i = 0; i < _shards; i++)
            _own[i] = new int[packets];
        _decode = Decode;
        _track = Track;
    }

    /// <summary>The packets.</summary>
    public PacketBatch Batch { get; } = new();

    /// <summary>0-based number of the first of them in the whole capture.</summary>
    public long FirstPacket { get; private set; }

    /// <summary>Latest time of the packets so far.</summary>
    public long Now { get; private set; }

    /// <summary>Takes the batch through the engine.</summary>
    public void Run(WorkCrew crew, IPacketSource source, PacketFilter? filter, long firstPacket, long now, DecodeCounters counters)
    {
        _source = source;
        _filter = filter;
        FirstPacket = firstPacket;
        crew.Run(_slices.Length, _decode);
        Now = now;
        foreach (Slice slice in _slices)
        {
            counters.Merge(slice.Counters);
            Now = Math.Max(Now, slice.Counters.LatestTime);
            _earliestOfBlock = Math.Min(_earliestOfBlock, slice.Counters.EarliestTime);
            slice.Counters.Clear();
        }

        _sweeps = firstPacket / PacketsBetweenSweeps != (firstPacket + Batch.Count) / PacketsBetweenSweeps;

        crew.Run(_shards, _track);
        if (_sweeps)
            _earliestOfBlock = long.MaxValue;
    }

    private void Decode(int number)
    {
        Slice slice = _slices[number];
        int size = (Batch.Count + _slices.Length - 1) / _slices.Length;
        int first = Math.Min(number * size, Batch.Count);
        int count = Math.Min(size, Batch.Count - first);
        slice.Decoder.Decode(Batch.Packets.Slice(first, count), first, _source!.Interfaces, _filter, slice.V4, slice.V6, slice.Counters);
    }

    private void Track(int shard)
    {
        foreach (Slice slice in _slices)
        {
            Track(shard, slice.V4, _v4);
            Track(shard, slice.V6, _v6);
        }

        for (int partition = shard; _sweeps && partition < Partitions; partition += _shards)
            _partitions[partition].Advance(_earliestOfBlock);
    }

    private void Track<TKey>(int shard, SegmentBatch<TKey> batch, FlowTracker<TKey>[] trackers)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        int[] own = _own[shard];
        int count = Choose(shard, batch.Hashes.AsSpan(0, batch.Count), own);
        for (int start = 0; start < count; start += Ahead)
        {
            ReadOnlySpan<int> group = own.AsSpan(start, Math.Min(Ahead, count - start));
            foreach (int at in group)
                trackers[batch.Hashes[at] >> PartitionShift].Touch(batch.Hashes[at]);
            foreach (int at in group)
            {
                ref readonly TcpSegment segment = ref batch.Segments[at];
                trackers[batch.Hashes[at] >> PartitionShift].Track(batch.Keys[at], batch.Hashes[at], segment, FirstPacket + segment.PacketIndex);
            }
        }
    }

    private int Choose(int shard, ReadOnlySpan<uint> hashes, int[] own)
    {
        int count = 0;
        for (int i = 0; i < hashes.Length; i++)
        {
            if (((hashes[i] >> PartitionShift) % (uint)_shards) == (uint)shard)
                own[count++] = i;
        }

        return count;
    }

    private sealed class Slice(int packets)
    {
        public readonly PacketDecoder Decoder = new();
        public readonly DecodeCounters Counters = new();
        public readonly SegmentBatch<FlowKeyV4> V4 = new(packets);
        public readonly SegmentBatch<FlowKeyV6> V6 = new(packets);
    }
}
