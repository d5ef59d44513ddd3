namespace TeardownTrace.Testing.Packets;

/// <summary>The last step of a <see cref="PacketBuilder"/>: the header that packets of a link type begin with.</summary>
public static class LinkFrames
{
    /// <summary>The captured packet.</summary>
    /// <param name="inner">What to put on the link.</param>
    /// <param name="linkType">LINKTYPE_ number.</param>
    public static byte[] OnLink(this PacketBuilder inner, int linkType)
    {
        ushort type = inner.EtherType;
        return linkType switch
        {
            1 => (type == PacketBuilder.EthernetFrame ? inner : inner.InEthernet()).Bytes,
            12 or 14 or 101 or 228 or 229 => inner.Bytes,
            _ => throw new ArgumentOutOfRangeException(nameof(linkType), linkType, "No header is known for this link type."),
        };
    }
}
