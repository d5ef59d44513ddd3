namespace TeardownTrace.Peers.Tests;

/// <summary>Packets and control segments of one direction.</summary>
internal sealed class DirectionCounts
{
    public long Packets { get; private set; }

    public long Syns { get; private set; }

    public long Fins { get; private set; }

    public long Rsts { get; private set; }

    public void Add(long packets, long syns, long fins, long rsts)
    {
        Packets += packets;
        Syns += syns;
        Fins += fins;
        Rsts += rsts;
    }

    public void Add(DirectionCounts other) => Add(other.Packets, other.Syns, other.Fins, other.Rsts);
}
