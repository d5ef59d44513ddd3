namespace TeardownTrace.Analysis.Decoding;

/// <summary>
/// The link types that are understood: one row each, with the number and name of tcpdump.org's link-layer header types. A decoder looks
/// the row up once an interface.
/// </summary>
internal static class LinkLayers
{
    /// <summary>Apple's pktap, whose header names another link type.</summary>
    public const int PktapNumber = 258;

    /// <summary>Stands for every link type that has no row.</summary>
    public static readonly LinkLayer Unknown =
        new(-1, "unknown", static (ref PacketCursor cursor) => cursor.End(DecodeResult.UnknownLinkType));

    private static readonly LinkLayer[] Rows =
    [
        new(0, "NULL", LoopbackHeader.Read),
        new(1, "ETHERNET", EthernetHeader.Read) { PlainLength = EthernetHeader.Length, TypeOffset = EthernetHeader.TypeOffset },
        new(6, "IEEE802_5", RingHeader.ReadTokenRing),
        new(7, "ARCNET_BSD", ArcnetHeader.Read),
        new(9, "PPP", PppHeader.Read),
        new(10, "FDDI", RingHeader.ReadFddi),
        Raw(12, "RAW (DLT of most systems)"),
        Raw(14, "RAW (DLT of OpenBSD)"),
        new(50, "PPP_HDLC", PppHeader.Read),
        new(51, "PPP_ETHER", PppHeader.ReadPppoeSession),
        new(100, "ATM_RFC1483", LlcHeader.Read),
        Raw(101, "RAW"),
        new(104, "C_HDLC", PppHeader.ReadCiscoHdlc),
        new(105, "IEEE802_11", WifiHeader.Read),
        new(108, "LOOP", LoopbackHeader.Read),
        new(113, "LINUX_SLL", CookedHeader.Read) { PlainLength = CookedHeader.Length, TypeOffset = CookedHeader.ProtocolOffset },
        new(119, "IEEE802_11_PRISM", RadioHeader.ReadPrismOrAvs),
        new(127, "IEEE802_11_RADIOTAP", RadioHeader.ReadRadiotap),
        new(129, "ARCNET_LINUX", ArcnetHeader.ReadLinux),
        new(163, "IEEE802_11_AVS", RadioHeader.ReadPrismOrAvs),
        new(178, "JUNIPER_ETHER", CaptureHeader.ReadJuniperEthernet),
        new(204, "PPP_WITH_DIR", PppHeader.ReadAfterDirection),
        Raw(228, "IPV4"),
        Raw(229, "IPV6"),
        new(239, "NFLOG", CaptureHeader.ReadNflog),
        new(242, "IPOIB", CaptureHeader.ReadInfiniBand),
        new(PktapNumber, "PKTAP", CaptureHeader.ReadPktap),
        new(274, "ETHERNET_MPACKET", CaptureHeader.ReadPreamble),
        new(276, "LINUX_SLL2", CookedHeader.ReadVersion2) { PlainLength = CookedHeader.Version2Length },
    ];

    /// <summary>All rows, by number.</summary>
    public static IReadOnlyList<LinkLayer> All => Rows;

    /// <summary>The row of a link type, or <see cref="Unknown"/>.</summary>
    public static LinkLayer Find(int number)
    {
        foreach (LinkLayer row in Rows)
        {
            if (row.Number == number)
                return row;
        }

        return Unknown;
    }

    private static LinkLayer Raw(int number, string name) =>
        new(number, name, static (ref PacketCursor cursor) => Layer.Ip) { PlainLength = 0, HasType = false };
}
