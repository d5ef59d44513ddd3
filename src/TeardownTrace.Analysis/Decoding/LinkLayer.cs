namespace TeardownTrace.Analysis.Decoding;

/// <summary>What packets of a link type begin with.</summary>
/// <param name="Number">Its LINKTYPE_ number (tcpdump.org, Link-layer header types).</param>
/// <param name="Name">Its name in that registry, without the prefix.</param>
/// <param name="Read">Takes its header.</param>
internal sealed record LinkLayer(int Number, string Name, HeaderReader Read);
