using System.Net;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>
/// That Wireshark reads what the builder builds: frames and decoder are written by the same hands, and would agree on the same mistake.
/// </summary>
public sealed class PacketBuilderTests
{
    private const uint SectionHeader = 0x0A0D_0D0A;
    private const uint InterfaceDescription = 1;
    private const uint EnhancedPacket = 6;
    private const uint SectionMagic = 0x1A2B_3C4D;

    private const int ArcnetBsd = 7;
    private const int ArcnetLinux = 129;
    private const int LinkIPv4 = 228;
    private const int LinkIPv6 = 229;
    private const int Nflog = 239;
    private const int Mpacket = 274;

    private static readonly TcpPacket V4 = new()
    {
        Flags = "SEW",
        Sequence = 77,
        Options =
        [
            .. TcpOption.MaximumSegmentSize(1460), .. TcpOption.SackPermitted(), .. TcpOption.Timestamps(1, 2), 1, .. TcpOption.WindowScale(7),
        ],
        Payload = TcpPacket.Filler(5),
    };

    private static readonly TcpPacket V6 = V4 with
    {
        Source = IPAddress.Parse("2001:db8::1"),
        Destination = IPAddress.Parse("2001:db8::2"),
        ExtensionHeaders = [(0, [0, 1, 4, 0, 0, 0, 0])],
    };

    [Fact]
    public void Wireshark_reads_every_link_layer_and_tunnel()
    {
        List<(string Name, int Link, byte[] Frame)> frames = [.. Frames()];
        using TemporaryFolder folder = new();
        string path = folder.Write("frames.pcapng", ToPcapNg(frames));

        List<SegmentRow> rows = TsharkTests.Dissect(path, "tcp.checksum.status == \"Good\"", "tcp.check_checksum:TRUE");

        HashSet<long> read = [.. rows.Select(row => row.Frame)];
        Assert.Empty(frames.Where((_, i) => !read.Contains(i + 1)).Select(frame => frame.Name));
        Assert.All(
            rows,
            row => Assert.Equal((77u, 5u, (byte)0xC2, 1u), (row.Sequence, row.PayloadLength, row.Flags, row.TimestampValue)));
    }

    private static IEnumerable<(string Name, int Link, byte[] Frame)> Frames()
    {
        foreach (TcpPacket packet in (TcpPacket[])[V4, V6])
        {
            PacketBuilder ip = PacketBuilder.Of(packet);
            PacketBuilder ethernet = ip.InEthernet();
            string family = ip.IsIPv6 ? "IPv6" : "IPv4";
            foreach (int link in LinkFrames.LinkTypes.Where(link => !IsLeftOut(link, ip.IsIPv6)))
                yield return ($"{family} on link type {link}", link, ip.OnLink(link));

            // Pseudowires and VXLAN's old port are left out: Wireshark must be told of them by hand.
            (string Name, PacketBuilder Packet)[] wrapped =
            [
                ("QinQ", ip.InVlan(1).InVlan(2, 0x88A8)),
                ("MPLS", ip.InMpls(100, 200)),
                ("backbone", ethernet.InBackbone(5).InVlan(2)),
                ("PPPoE", ip.InPppoe()),
                ("IP in IP", ip.InIpTunnel()),
                ("GRE", ip.InGre(1, 2)),
                ("Ethernet in GRE", ethernet.InGre()),
                ("ERSPAN I", ethernet.InErspan1()),
                ("ERSPAN II", ethernet.InErspan2()),
                ("ERSPAN III", ethernet.InErspan3()),
                ("VXLAN", ethernet.InVxlan(5)),
                ("VXLAN with next protocol", ip.InVxlanGeneric(5)),
                ("Geneve", ethernet.InGeneve(5)),
                ("IP in Geneve", ip.InGeneve(5)),
                ("GTP", ip.InGtp(9)),
                ("GTP with extension", ip.InGtp(9, extension: true)),
                ("L2TP", ip.InL2tp()),
                ("PPTP", ip.InPptp()),
            ];
            foreach ((string name, PacketBuilder each) in wrapped)
                yield return ($"{family} in {name}", 1, each.OnLink(1));
        }
    }

    /// <summary>Bare IP of the other family, and what tshark 4.0 does not take from a pcapng of ours; real captures check those.</summary>
    private static bool IsLeftOut(int link, bool v6) => link switch
    {
        LinkIPv4 => v6,
        LinkIPv6 => !v6,
        ArcnetBsd or ArcnetLinux => v6,
        Nflog or Mpacket => true,
        _ => false,
    };

    /// <summary>One interface a packet (draft-ietf-opsawg-pcapng 4.1 to 4.3, big-endian).</summary>
    private static byte[] ToPcapNg(List<(string Name, int Link, byte[] Frame)> frames)
    {
        var file = new List<byte>();
        file.AddRange(Block(SectionHeader, [.. Word(SectionMagic), 0, 1, 0, 0, .. Word(uint.MaxValue), .. Word(uint.MaxValue)]));
        foreach ((string _, int link, byte[] _) in frames)
            file.AddRange(Block(InterfaceDescription, [.. Word((uint)link << 16), .. Word(0)]));
        for (int i = 0; i < frames.Count; i++)
        {
            byte[] frame = frames[i].Frame;
            byte[] length = Word((uint)frame.Length);
            byte[] padding = new byte[-frame.Length & 3];
            file.AddRange(
                Block(EnhancedPacket, [.. Word((uint)i), .. Word(0), .. Word((uint)i), .. length, .. length, .. frame, .. padding]));
        }

        return [.. file];
    }

    private static byte[] Block(uint type, byte[] body)
    {
        byte[] length = Word((uint)body.Length + 12);
        return [.. Word(type), .. length, .. body, .. length];
    }

    private static byte[] Word(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
