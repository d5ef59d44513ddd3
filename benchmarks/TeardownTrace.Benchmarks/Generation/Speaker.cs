namespace TeardownTrace.Benchmarks.Generation;

/// <summary>One end of a conversation: what its next segment is made of.</summary>
internal struct Speaker
{
    public uint Address;
    public ushort Port;
    public ushort Identification;
    public byte HopLimit;
    public bool HasOpened;

    /// <summary>Next sequence number.</summary>
    public uint Next;

    /// <summary>Sequence number of the last segment that took any.</summary>
    public uint Last;

    /// <summary>What it has received of its peer: the next ACK.</summary>
    public uint Received;

    /// <summary>Timestamp of its last segment that arrives first: what the peer echoes.</summary>
    public uint Stamp;

    /// <summary>What was <see cref="Next"/> when the incarnation before ended.</summary>
    public uint OldNext;

    /// <summary>Offset of its timestamp clock.</summary>
    public uint ClockOffset;

    /// <summary>Whether its last segment was lost after the vantage.</summary>
    public bool LastWasLost;

    /// <summary>Time from the vantage to this end and back, nanoseconds.</summary>
    public int RoundTripNs;
}
