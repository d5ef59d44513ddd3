namespace TeardownTrace.Analysis.Decoding;

/// <summary>What one decoder met: every packet under exactly one <see cref="DecodeResult"/>. Those of several threads are merged.</summary>
internal sealed class DecodeCounters
{
    private const int Results = (int)DecodeResult.FilteredOut + 1;

    private readonly long[] _counts = new long[Results];

    /// <summary>Packets met, whatever became of them.</summary>
    public long Packets
    {
        get
        {
            long packets = 0;
            foreach (long count in _counts)
                packets += count;
            return packets;
        }
    }

    /// <summary>Bytes the packets had on the wire.</summary>
    public long WireBytes { get; private set; }

    /// <summary>Earliest capture time, nanoseconds since the Unix epoch; <see cref="long.MaxValue"/> before the first packet.</summary>
    public long EarliestTime { get; private set; } = long.MaxValue;

    /// <summary>Latest capture time, nanoseconds since the Unix epoch; <see cref="long.MinValue"/> before the first packet.</summary>
    public long LatestTime { get; private set; } = long.MinValue;

    /// <summary>Packets that ended as <paramref name="result"/>.</summary>
    public long this[DecodeResult result] => _counts[(int)result];

    /// <summary>Counts packets under a result.</summary>
    public void Add(DecodeResult result, long packets = 1) => _counts[(int)result] += packets;

    /// <summary>Counts the size and the times of a run of packets.</summary>
    /// <param name="wireBytes">Their bytes on the wire.</param>
    /// <param name="earliest">The smallest of their times, nanoseconds.</param>
    /// <param name="latest">The largest of their times, nanoseconds.</param>
    public void AddExtent(long wireBytes, long earliest, long latest)
    {
        WireBytes += wireBytes;
        EarliestTime = Math.Min(EarliestTime, earliest);
        LatestTime = Math.Max(LatestTime, latest);
    }

    /// <summary>Adds what another decoder counted.</summary>
    /// <param name="other">The other's.</param>
    /// <param name="hasTimes">Whether its packets have times; if not, those are not counted.</param>
    public void Merge(DecodeCounters other, bool hasTimes)
    {
        for (int i = 0; i < Results; i++)
            _counts[i] += other._counts[i];
        if (hasTimes)
            AddExtent(other.WireBytes, other.EarliestTime, other.LatestTime);
        else
            WireBytes += other.WireBytes;
    }

    /// <summary>Back to zero.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        WireBytes = 0;
        EarliestTime = long.MaxValue;
        LatestTime = long.MinValue;
    }
}
