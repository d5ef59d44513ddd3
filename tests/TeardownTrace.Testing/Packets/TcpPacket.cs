using System.Net;
using System.Net.Sockets;

namespace TeardownTrace.Testing.Packets;

/// <summary>
/// One TCP segment in its IP datagram, field by field. <see cref="ToIp"/> gives the datagram's bytes; a <see cref="PacketBuilder"/> wraps
/// them. Checksums and lengths are right unless overridden.
/// </summary>
public sealed record TcpPacket
{
    private const byte TcpProtocol = 6;
    private const string FlagLetters = "FSRP.UEW";

    /// <summary>Sender's address; its family decides between IPv4 and IPv6.</summary>
    public IPAddress Source { get; init; } = IPAddress.Parse("10.0.0.1");

    public IPAddress Destination { get; init; } = IPAddress.Parse("10.0.0.2");

    public ushort SourcePort { get; init; } = 40000;

    public ushort DestinationPort { get; init; } = 80;

    public uint Sequence { get; init; }

    public uint Acknowledgment { get; init; }

    /// <summary>Control bits as tcpdump writes them: S F R P . (ACK) U E W; empty for none.</summary>
    public string Flags { get; init; } = ".";

    public ushort Window { get; init; } = 65535;

    /// <summary>TCP options, see <see cref="TcpOption"/>; padded with end-of-list octets to whole words.</summary>
    public byte[] Options { get; init; } = [];

    public byte[] Payload { get; init; } = [];

    /// <summary>TTL or hop limit.</summary>
    public byte HopLimit { get; init; } = 64;

    /// <summary>IPv4 identification.</summary>
    public ushort Identification { get; init; }

    public bool DontFragment { get; init; } = true;

    /// <summary>IPv4 options; padded with end-of-list octets to whole words.</summary>
    public byte[] IPv4Options { get; init; } = [];

    /// <summary>IPv6 extension headers in order: protocol number and the header from its length byte on (its next-header byte is filled in).</summary>
    public IReadOnlyList<(byte Protocol, byte[] AfterNextHeader)> ExtensionHeaders { get; init; } = [];

    /// <summary>Whether this is a fragment with more to come; in IPv6 the fragment header is one of <see cref="ExtensionHeaders"/>.</summary>
    public bool MoreFragments { get; init; }

    /// <summary>IPv4 fragment offset in units of 8 bytes. The bytes are still those of the whole segment from its header on.</summary>
    public ushort FragmentOffset { get; init; }

    /// <summary>What the IP length field says instead of the truth (0: segmentation offload).</summary>
    public ushort? IpLength { get; init; }

    /// <summary>What the TCP data offset says instead of the truth, in words.</summary>
    public byte? DataOffset { get; init; }

    /// <summary>What the TCP checksum says instead of the truth.</summary>
    public ushort? Checksum { get; init; }

    /// <summary>A payload whose bytes depend on their position only.</summary>
    public static byte[] Filler(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = (byte)('a' + (i % 26));
        return bytes;
    }

    /// <summary>The same from its receiver to its sender.</summary>
    public TcpPacket Reversed() => this with { Source = Destination, Destination = Source, SourcePort = DestinationPort, DestinationPort = SourcePort };

    /// <summary>The control bits as a byte.</summary>
    public byte FlagBits()
    {
        int bits = 0;
        foreach (char letter in Flags)
        {
            int bit = FlagLetters.IndexOf(letter, StringComparison.Ordinal);
            bits |= bit >= 0 ? 1 << bit : throw new FormatException($"'{letter}' is no TCP flag; flags are {FlagLetters}.");
        }

        return (byte)bits;
    }

    /// <summary>The segment: TCP header and payload.</summary>
    public byte[] ToTcp()
    {
        byte[] options = PadToWords(Options);
        int words = 5 + (options.Length / 4);
        byte[] segment = new NetworkOrder()
            .U16(SourcePort).U16(DestinationPort).U32(Sequence).U32(Acknowledgment)
            .U8((DataOffset ?? words) << 4).U8(FlagBits()).U16(Window).U16(0).U16(0)
            .Bytes(options).Bytes(Payload).ToArray();
        ushort checksum = Checksum ?? InternetChecksum.OfTransport(Source, Destination, TcpProtocol, segment);
        segment[16] = (byte)(checksum >> 8);
        segment[17] = (byte)checksum;
        return segment;
    }

    /// <summary>The IP datagram.</summary>
    public byte[] ToIp() => Source.AddressFamily == AddressFamily.InterNetwork ? ToIPv4() : ToIPv6();

    private byte[] ToIPv4()
    {
        byte[] options = PadToWords(IPv4Options);
        byte[] tcp = ToTcp();
        int headerLength = 20 + options.Length;
        int fragment = (DontFragment ? 0x4000 : 0) | (MoreFragments ? 0x2000 : 0) | FragmentOffset;
        byte[] header = new NetworkOrder()
            .U8(0x40 | (headerLength / 4)).U8(0).U16(IpLength ?? headerLength + tcp.Length)
            .U16(Identification).U16(fragment).U8(HopLimit).U8(TcpProtocol).U16(0)
            .Address(Source).Address(Destination).Bytes(options).ToArray();
        ushort checksum = InternetChecksum.Of(header);
        header[10] = (byte)(checksum >> 8);
        header[11] = (byte)checksum;
        return [.. header, .. tcp];
    }

    private byte[] ToIPv6()
    {
        var payload = new NetworkOrder();
        byte first = TcpProtocol;
        for (int i = 0; i < ExtensionHeaders.Count; i++)
        {
            first = i == 0 ? ExtensionHeaders[i].Protocol : first;
            byte next = i + 1 < ExtensionHeaders.Count ? ExtensionHeaders[i + 1].Protocol : TcpProtocol;
            payload.U8(next).Bytes(ExtensionHeaders[i].AfterNextHeader);
        }

        byte[] rest = payload.Bytes(ToTcp()).ToArray();
        return new NetworkOrder()
            .U32(0x6000_0000).U16(IpLength ?? rest.Length).U8(first).U8(HopLimit)
            .Address(Source).Address(Destination).Bytes(rest).ToArray();
    }

    private static byte[] PadToWords(byte[] options) => [.. options, .. new byte[-options.Length & 3]];
}
