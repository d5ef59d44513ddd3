namespace TeardownTrace.Testing.Packets;

/// <summary>The last step of a <see cref="PacketBuilder"/>: the header that packets of a link type begin with.</summary>
public static class LinkFrames
{
    private const ushort EthernetDevice = 1;

    /// <summary>Every LINKTYPE_ number that <see cref="OnLink"/> has a header for.</summary>
    public static IReadOnlyList<int> LinkTypes { get; } =
    [
        0, 1, 6, 7, 9, 10, 12, 14, 50, 51, 100, 101, 104, 105, 108, 113, 119, 127, 129, 163, 178, 204, 228, 229, 239, 242, 258, 274, 276,
    ];

    /// <summary>The link types that carry an EtherType, so that tags and labels can stand on them; the others carry bare IP only.</summary>
    public static IReadOnlyList<int> LinkTypesWithEtherType { get; } = [1, 6, 10, 100, 104, 105, 113, 119, 127, 163, 178, 242, 258, 274, 276];

    /// <summary>The captured packet.</summary>
    /// <param name="inner">What to put on the link: bare IP for links without EtherType.</param>
    /// <param name="linkType">LINKTYPE_ number.</param>
    public static byte[] OnLink(this PacketBuilder inner, int linkType)
    {
        ushort type = inner.EtherType;
        return linkType switch
        {
            0 => inner.Wrap(0, header => header.LittleU32(inner.IsIPv6 ? 30u : 2u)).Bytes,
            1 => (type == PacketBuilder.EthernetFrame ? inner : inner.InEthernet()).Bytes,
            6 => InLlc(inner).Wrap(0, header => header.Hex("10 40 02000000000B 02000000000A")).Bytes,
            7 => inner.Wrap(0, header => header.U8(1).U8(2).U8(inner.IsIPv6 ? 0xC4 : 0xD4).U8(0).U16(1)).Bytes,
            9 => inner.Wrap(0, header => header.Hex("FF03").U16(TagWraps.PppProtocol(inner))).Bytes,
            10 => InLlc(inner).Wrap(0, header => header.Hex("50 02000000000B 02000000000A")).Bytes,
            12 or 14 or 101 or 228 or 229 => inner.Bytes,
            50 => inner.Wrap(0, header => header.Hex("FF03").U16(TagWraps.PppProtocol(inner))).Bytes,
            51 => inner.InPppoe().Bytes,
            100 => InLlc(inner).Bytes,
            104 => inner.Wrap(0, header => header.Hex("0F00").U16(type)).Bytes,
            105 => InWifi(inner).Bytes,
            108 => inner.Wrap(0, header => header.U32(inner.IsIPv6 ? 24u : 2u)).Bytes,
            113 => inner.Wrap(0, header => header.U16(0).U16(EthernetDevice).U16(6).Hex("02000000000A").U16(0).U16(type)).Bytes,
            119 => InWifi(inner).Wrap(0, header => header.LittleU32(0x44).LittleU32(144).Zeros(136)).Bytes,
            127 => InWifi(inner).Wrap(0, header => header.Hex("0000 0900 02000000 00")).Bytes,
            129 => inner.Wrap(0, header => header.U8(1).U8(2).U16(0).U8(inner.IsIPv6 ? 0xC4 : 0xD4).U8(0).U16(1)).Bytes,
            163 => InWifi(inner).Wrap(0, header => header.U32(0x8021_1001).U32(64).Zeros(56)).Bytes,
            178 => inner.InEthernet().Wrap(0, header => header.Hex("4D4743 80 0004 02010203")).Bytes,
            204 => inner.Wrap(0, header => header.Hex("00 FF03").U16(TagWraps.PppProtocol(inner))).Bytes,
            239 => inner.Wrap(0, header => header.U8(inner.IsIPv6 ? 10 : 2).U8(0).U16(0)
                .LittleU16(5).LittleU16(10).Zeros(4).LittleU16(4 + inner.Bytes.Length).LittleU16(9)).Bytes,
            242 => inner.Wrap(0, header => header.Zeros(40).U16(type).U16(0)).Bytes,
            258 => inner.InEthernet().Wrap(0, header => header.LittleU32(108).LittleU32(1).LittleU32(1).Zeros(96)).Bytes,
            274 => inner.InEthernet().Wrap(0, header => header.Hex("55555555555555 D5")).Bytes,
            276 => inner.Wrap(0, header => header.U16(type).U16(0).U32(2).U16(EthernetDevice).U8(0).U8(6).Hex("02000000000A").U16(0)).Bytes,
            _ => throw new ArgumentOutOfRangeException(nameof(linkType), linkType, "No header is known for this link type."),
        };
    }

    /// <summary>Wraps in an IEEE 802.11 data frame with LLC and SNAP.</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="control">Frame control, first byte (type and subtype) in the upper half, flags in the lower.</param>
    /// <param name="afterAddresses">What stands behind sequence control: fourth address, QoS control, HT control, subframe header.</param>
    public static PacketBuilder InWifi(this PacketBuilder inner, ushort control = 0x0801, params byte[] afterAddresses) =>
        InLlc(inner).Wrap(0, header => header.U16(control).U16(0)
            .Hex("02000000000B 02000000000A 02000000000C").U16(0x1000).Bytes(afterAddresses));

    /// <summary>Wraps in LLC and SNAP (RFC 1042), or in nothing where what is wrapped brings a header of its own.</summary>
    private static PacketBuilder InLlc(PacketBuilder inner) => inner.Wrap(0, header => header.Hex("AAAA03 000000").U16(inner.EtherType));
}
