namespace TeardownTrace.Capture;

/// <summary>A BPF expression (pcap-filter(7)), compiled by the system's libpcap for each link type it meets.</summary>
public sealed class PacketFilter : IDisposable
{
    /// <summary>Whether the packet matches.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="linkType">What the packet begins with.</param>
    public bool Matches(in CapturedPacket packet, LinkType linkType) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
