namespace TeardownTrace.Analysis.Decoding;

/// <summary>What the next header of a packet is. Each value but <see cref="Done"/> is one row of the switch in <c>HeaderChain</c>.</summary>
internal enum Layer : byte
{
    /// <summary>Decoding ended: <c>PacketCursor.Result</c> says how.</summary>
    Done,

    /// <summary>Ethernet addresses and type or length.</summary>
    Ethernet,

    /// <summary>What <c>PacketCursor.EtherType</c> names.</summary>
    EtherType,

    /// <summary>IEEE 802.2 logical link control.</summary>
    Llc,

    /// <summary>PPP, from the address and control field or the protocol field on.</summary>
    Ppp,

    /// <summary>An IEEE 802.11 MAC frame.</summary>
    Wifi,

    /// <summary>IPv4 or IPv6, by the version nibble.</summary>
    Ip,

    /// <summary>What <c>PacketCursor.Protocol</c> names, the number of an IP protocol.</summary>
    Transport,
}
