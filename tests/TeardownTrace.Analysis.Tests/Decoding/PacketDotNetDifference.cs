using PacketDotNet;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>A reason for which PacketDotNet 1.4.8 says something else of a frame than our decoder, or nothing.</summary>
/// <param name="Reason">What it does.</param>
/// <param name="Captures">Where that occurs; anywhere else it is a failure.</param>
/// <param name="Explains">Whether it is the reason for what is said of a frame, everything else being equal.</param>
internal sealed record PacketDotNetDifference(string Reason, string[] Captures, Func<PacketDotNetComparison, bool> Explains)
{
    private const int Ppp = 9;

    /// <summary>The address octet with which Cisco HDLC begins, where PPP has 0xFF or none.</summary>
    private const byte CiscoUnicast = 0x0F;

    /// <summary>Of a PPP protocol field: a first octet that is odd is the only one.</summary>
    private const int CompressedProtocol = 0x0100;

    private const int DrdaHeaderLength = 10;

    private const int LeastDataOffset = 5;

    /// <summary>FDDI, Cisco HDLC, ARCNET, Juniper, IPv4 and IPv6 by link type, NFLOG, IP over InfiniBand.</summary>
    private static readonly int[] UnknownLinkTypes = [10, 104, 129, 178, 228, 229, 239, 242];

    private static readonly int[] UnknownEtherTypes = [EtherTypes.Mpls, EtherTypes.BackboneService, EtherTypes.FabricPath];

    /// <summary>GTP, CAPWAP, Geneve.</summary>
    private static readonly int[] UnknownTunnels = [2152, 5247, 6081];

    /// <summary>Every difference there is.</summary>
    public static readonly PacketDotNetDifference[] Rows =
    [
        new(
            "it throws on the link type",
            [
                "fmt-bigendian-ipoib.pcap", "frag-ipv4-syn.pcap", "link-arcnet.pcap", "link-chdlc.pcap", "link-fddi-rst-storm.pcap", "link-ipv4.pcap",
                "link-ipv6.pcap", "link-juniper-ether.pcap", "link-nflog.pcap",
            ],
            frame => frame.Theirs is { Innermost: null, Refusal: NotImplementedException } && UnknownLinkTypes.Contains(frame.Theirs.LinkType)),
        new(
            "it reads Cisco HDLC, which some routers write under the link type of PPP, as PPP",
            ["link-ppp.pcap"],
            frame => FindsNothingIn<PppPacket>(frame, _ => frame.Theirs.LinkType == Ppp && frame.Bytes[0] == CiscoUnicast)),
        new(
            "it takes a compressed protocol field (RFC 1661 6.5: its first octet is odd) for one of two octets",
            ["enc-pppoe.pcap"],
            frame => FindsNothingIn<PppPacket>(frame, ppp => frame.Theirs.LinkType != Ppp && ((int)ppp.Protocol & CompressedProtocol) != 0)),
        new(
            "it does not look into MPLS and FabricPath",
            ["enc-fabricpath.pcap", "enc-vlan-mpls.pcap"],
            frame => FindsNothingIn<EthernetPacket>(frame, ethernet => UnknownEtherTypes.Contains((ushort)ethernet.Type))),
        new(
            "it does not look into provider backbone bridging (IEEE 802.1ah)",
            ["enc-pbb.pcap"],
            frame => FindsNothingIn<Ieee8021QPacket>(frame, tag => UnknownEtherTypes.Contains((ushort)tag.Type))),
        new(
            "it does not look into ERSPAN",
            ["enc-erspan.pcap"],
            frame => FindsNothingIn<GrePacket>(frame, gre => (ushort)gre.Protocol == EtherTypes.Erspan)),
        new(
            "it does not look into GTP, CAPWAP and Geneve",
            ["enc-capwap.pcapng", "enc-geneve-options.pcap", "enc-gtp-fragments.pcap"],
            frame => FindsNothingIn<UdpPacket>(frame, udp => UnknownTunnels.Contains(udp.DestinationPort) || UnknownTunnels.Contains(udp.SourcePort))),
        new(
            "it takes what was captured of an IPv6 datagram for all of it",
            ["fmt-pcapng-mixed-snaplen.pcapng"],
            frame => frame is { IsCut: true, Theirs: { Refusal: null, Tcp.ParentPacket: IPv6Packet } }
                && frame.Theirs.Segment?.PayloadLength == frame.Bytes.Length - EndOfHeader(frame) && frame.IsAlikeButForPayload),
        new(
            "it throws on the options of a frame that was cut in them",
            ["odd-cut-tcp-header.pcap"],
            frame => frame is { IsCut: true, Theirs: { Refusal: ArgumentException, Tcp: not null } } && frame.Bytes.Length < EndOfHeader(frame)
                && frame.IsAlikeButForTimestamp),
        new(
            "it looks for DRDA behind the end of a frame that was cut in its payload, and throws",
            ["odd-cut-tcp-header.pcap"],
            frame => frame is { IsCut: true, Theirs: { Refusal: IndexOutOfRangeException, Tcp: not null } }
                && frame.Bytes.Length < EndOfHeader(frame) + DrdaHeaderLength && frame.Ours?.PayloadLength >= DrdaHeaderLength
                && frame.IsAlikeButForPayload),
        new(
            "it throws on a frame that was cut before its IP header",
            ["reuse-rich.pcap"],
            frame => frame is { IsCut: true, Result: DecodeResult.CutShort, Theirs: { Segment: null, Refusal: IndexOutOfRangeException } }),
        new(
            "it takes a TCP header that is longer than its datagram, or shorter than its fixed part, for a segment",
            ["bad-fuzz-l2tp-bigendian.pcap"],
            frame => frame is { Result: DecodeResult.Malformed, Theirs.Tcp: not null }
                && (frame.Theirs.Tcp.DataOffset * 4 > ((IPPacket)frame.Theirs.Tcp.ParentPacket).PayloadLength || frame.Theirs.Tcp.DataOffset < LeastDataOffset)),
        new(
            "it does not look at the version of what should be IPv4",
            ["bad-fuzz-l2tp-bigendian.pcap"],
            frame => frame is { Result: DecodeResult.Malformed, Theirs.Tcp.ParentPacket: IPv4Packet { Version: not IPVersion.IPv4 } }),
        new(
            "it does not read the options of a segment with URG",
            ["bad-fuzz-l2tp-bigendian.pcap", "odd-all-flags.pcap", "scan-types.pcapng"],
            frame => frame.Theirs is { Refusal: NotImplementedException, Tcp.Urgent: true } && frame.IsAlikeButForTimestamp),
        // No capture has one; a test builds it.
        new(
            "it never comes back from an option of length 0",
            [],
            frame => frame.Theirs.HasEndlessOption && frame.IsAlikeButForTimestamp),
    ];

    /// <summary>We find a segment behind the last layer that it finds.</summary>
    private static bool FindsNothingIn<T>(PacketDotNetComparison frame, Func<T, bool> isThere)
        where T : Packet =>
        frame is { Ours: not null, Theirs: { Segment: null, Refusal: null, Innermost: T innermost } } && isThere(innermost);

    /// <summary>Where the TCP header ends in the frame, by what it says itself.</summary>
    private static int EndOfHeader(PacketDotNetComparison frame) => frame.Theirs.Tcp!.HeaderSegment.Offset + (frame.Theirs.Tcp.DataOffset * 4);
}
