namespace TeardownTrace.Analysis.Recent;

/// <summary>The packets of a connection that <see cref="RecentPackets"/> still held, in capture order. Valid until the next packets are added there.</summary>
public readonly ref struct RecentConnection
{
    private readonly RecentPackets _packets;
    private readonly ReadOnlySpan<long> _positions;

    internal RecentConnection(RecentPackets packets, ReadOnlySpan<long> positions, long lost)
    {
        _packets = packets;
        _positions = positions;
        Lost = lost;
    }

    /// <summary>Packets held.</summary>
    public int Count => _positions.Length;

    /// <summary>Packets of the connection that had left memory.</summary>
    public long Lost { get; }

    /// <summary>A packet.</summary>
    /// <param name="index">0 for the earliest.</param>
    public RecentPacket this[int index] => _packets.At(_positions[index]);
}
