using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Pipeline;

/// <summary>A batch of packets decoded in slices, each by whichever thread is free; together they are the batch in capture order.</summary>
internal sealed class DecodedBatch
{
    private readonly PacketDecoder[] _decoders;
    private readonly DecodeCounters[] _counters;

    /// <param name="slices">Slices that a batch is cut into.</param>
    /// <param name="partitionBits">Bits of the hash that tell a segment's partition.</param>
    public DecodedBatch(int slices, int partitionBits)
    {
        int packets = SliceSize(PacketBatch.DefaultCapacity, slices);
        V4 = new SegmentBatch<FlowKeyV4>[slices];
        V6 = new SegmentBatch<FlowKeyV6>[slices];
        _decoders = new PacketDecoder[slices];
        _counters = new DecodeCounters[slices];
        for (int i = 0; i < slices; i++)
        {
            V4[i] = new SegmentBatch<FlowKeyV4>(packets, partitionBits);
            V6[i] = new SegmentBatch<FlowKeyV6>(packets, partitionBits);
            _decoders[i] = new PacketDecoder();
            _counters[i] = new DecodeCounters();
        }
    }

    /// <summary>Segments over IPv4, a slice after the other.</summary>
    public SegmentBatch<FlowKeyV4>[] V4 { get; }

    /// <summary>Segments over IPv6.</summary>
    public SegmentBatch<FlowKeyV6>[] V6 { get; }

    /// <summary>0-based number of the batch's first packet in the whole capture.</summary>
    public long FirstPacket { get; private set; }

    /// <summary>Time by which connections expire once its segments are tracked; null where that can wait for a later batch.</summary>
    public long? SweepTime { get; set; }

    /// <summary>Slices.</summary>
    public int Slices => _decoders.Length;

    /// <summary>Whether it holds nothing to be tracked.</summary>
    public bool IsEmpty => Packets == 0;

    /// <summary>Packets of the batch.</summary>
    public int Packets { get; private set; }

    /// <summary>Time of its last packet, nanoseconds; says nothing where it has none.</summary>
    public long LastTime { get; private set; } = long.MinValue;

    /// <summary>Begins a batch.</summary>
    /// <param name="firstPacket">0-based number of its first packet in the whole capture.</param>
    /// <param name="packets">Its packets.</param>
    public void Begin(long firstPacket, ReadOnlySpan<CapturedPacket> packets)
    {
        FirstPacket = firstPacket;
        SweepTime = null;
        Packets = packets.Length;
        if (packets.Length > 0)
            LastTime = packets[^1].Time.Nanoseconds;
    }

    /// <summary>Makes it empty.</summary>
    public void Clear() => Packets = 0;

    /// <summary>Decodes a slice of the batch.</summary>
    public void Decode(int slice, PacketBatch batch, IReadOnlyList<CaptureInterface> interfaces, PacketFilter? filter)
    {
        int size = SliceSize(batch.Count, Slices);
        int first = Math.Min(slice * size, batch.Count);
        int count = Math.Min(size, batch.Count - first);
        _decoders[slice].Decode(batch.Packets.Slice(first, count), first, interfaces, filter, V4[slice], V6[slice], _counters[slice]);
    }

    /// <summary>Adds what the slices counted, and forgets it here.</summary>
    /// <param name="counters">Receives it.</param>
    /// <param name="hasTimes">Whether the capture tells times; if not, those of its packets are not counted.</param>
    /// <returns>The smallest of the packets' times, nanoseconds.</returns>
    public long CountInto(DecodeCounters counters, bool hasTimes)
    {
        long earliest = long.MaxValue;
        foreach (DecodeCounters counted in _counters)
        {
            counters.Merge(counted, hasTimes);
            earliest = Math.Min(earliest, counted.EarliestTime);
            counted.Clear();
        }

        return earliest;
    }

    private static int SliceSize(int packets, int slices) => (packets + slices - 1) / slices;
}
