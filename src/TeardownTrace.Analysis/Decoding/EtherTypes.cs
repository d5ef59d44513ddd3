namespace TeardownTrace.Analysis.Decoding;

/// <summary>EtherTypes that lead to IP (IEEE registry of Ethertypes; IANA ieee-802-numbers).</summary>
internal static class EtherTypes
{
    /// <summary>Values up to this one are the length of an IEEE 802.3 frame, not a type (IEEE 802.3 3.2.6).</summary>
    public const ushort LongestLength = 1500;

    public const ushort IPv4 = 0x0800;
    public const ushort IPv6 = 0x86DD;

    /// <summary>IEEE 802.1Q customer tag.</summary>
    public const ushort Vlan = 0x8100;

    /// <summary>IEEE 802.1ad service tag.</summary>
    public const ushort ServiceVlan = 0x88A8;

    /// <summary>Tags of QinQ before 802.1ad gave it a number.</summary>
    public const ushort OldQinQ = 0x9100;
    public const ushort OldQinQSecond = 0x9200;
    public const ushort OldQinQThird = 0x9300;

    /// <summary>Transparent Ethernet bridging (RFC 1701): a whole Ethernet frame.</summary>
    public const ushort Ethernet = 0x6558;

    public const ushort Ppp = 0x880B;
    public const ushort Mpls = 0x8847;
    public const ushort MplsMulticast = 0x8848;
    public const ushort PppoeSession = 0x8864;

    /// <summary>IEEE 802.1ah provider backbone bridging (MAC in MAC).</summary>
    public const ushort BackboneService = 0x88E7;

    /// <summary>Cisco FabricPath.</summary>
    public const ushort FabricPath = 0x8903;

    /// <summary>Cisco VN-Tag.</summary>
    public const ushort VirtualNicTag = 0x8926;

    /// <summary>RFC 6325.</summary>
    public const ushort Trill = 0x22F3;

    /// <summary>ERSPAN types I and II.</summary>
    public const ushort Erspan = 0x88BE;

    /// <summary>ERSPAN type III.</summary>
    public const ushort Erspan3 = 0x22EB;

    /// <summary>Whether a VLAN tag follows.</summary>
    public static bool IsTag(ushort etherType) => etherType is Vlan or ServiceVlan or OldQinQ or OldQinQSecond or OldQinQThird;
}
