using System.Runtime.InteropServices;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Benchmarks.Cases;

/// <summary>What one writes first: a dictionary from key to state, nothing fetched ahead, no verdict, only counts and the highest sequence numbers.</summary>
internal sealed class NaiveTracker
{
    private readonly Dictionary<FlowKeyV4, State> _states = [];

    /// <summary>Connections known.</summary>
    public int Count => _states.Count;

    /// <summary>Takes the segments of a batch that is not divided.</summary>
    public void Track(SegmentBatch<FlowKeyV4> batch)
    {
        foreach (ref readonly KeyedSegment<FlowKeyV4> own in batch.Of(0))
        {
            ref readonly TcpSegment segment = ref own.Segment;
            ref State state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, own.Key, out _);
            ref uint next = ref segment.Has(SegmentTraits.FromHigh) ? ref state.HighNext : ref state.LowNext;
            next = segment.SegmentEnd;
            state.LastTime = segment.Time;
            state.Flags |= segment.Flags;
            state.Packets++;
        }
    }

    private struct State
    {
        public uint LowNext;
        public uint HighNext;
        public long LastTime;
        public long Packets;
        public TcpFlags Flags;
    }
}
