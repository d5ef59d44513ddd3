namespace TeardownTrace.Analysis.Decoding;

/// <summary>What packets of a link type begin with.</summary>
/// <param name="Number">Its LINKTYPE_ number (tcpdump.org, Link-layer header types).</param>
/// <param name="Name">Its name in that registry, without the prefix.</param>
/// <param name="Read">Takes its header.</param>
internal sealed record LinkLayer(int Number, string Name, HeaderReader Read)
{
    /// <summary>Length of its header where that is always the same and an EtherType in it, or nothing else, leads to IP; no packet is longer where not.</summary>
    public int PlainLength { get; init; } = int.MaxValue;

    /// <summary>Where the EtherType stands.</summary>
    public int TypeOffset { get; init; }

    /// <summary>Whether there is an EtherType: without one, IP follows.</summary>
    public bool HasType { get; init; } = true;
}
