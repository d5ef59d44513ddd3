using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary>What a frame is made of.</summary>
internal struct SegmentFields
{
    public long TimeNs;
    public uint Source;
    public uint Destination;
    public ushort SourcePort;
    public ushort DestinationPort;
    public ushort Identification;
    public byte HopLimit;
    public uint Sequence;
    public uint Acknowledgment;
    public TcpFlags Flags;
    public ushort Window;
    public int PayloadLength;
    public bool HasOptions;
    public bool HasTimestamps;
    public uint TimestampValue;
    public uint TimestampEcho;
}
