using System.Net;
using TeardownTrace.Testing.CaptureFiles;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.EndToEnd;

/// <summary>Plain connections to one port of one server, each from an address and port of its own.</summary>
internal static class Established
{
    private const int PortsOfAClient = 20_000;
    private const int FirstPort = 20_000;
    private const int PayloadLength = 10;
    private const long Microsecond = 1000;
    /// <summary>When the first of them opens, nanoseconds since the Unix epoch.</summary>
    public const long Start = 1_795_236_631_000_000_000;

    private static readonly IPAddress Server = IPAddress.Parse("10.255.0.1");

    /// <summary>The three segments that open connection <paramref name="number"/>.</summary>
    public static IEnumerable<MemoryPacket> Handshake(int number) => Timed(Opening(number), Start + (number * Microsecond));

    /// <summary>The three segments that open it, so many nanoseconds after the start.</summary>
    public static IEnumerable<MemoryPacket> Open(int number, long after) => Timed(Opening(number), Start + after);

    /// <summary>Data each way, and its acknowledgements.</summary>
    public static IEnumerable<MemoryPacket> Exchange(int number, int round)
    {
        uint sequence = 1 + (uint)(round * PayloadLength);
        uint next = sequence + PayloadLength;
        byte[] payload = TcpPacket.Filler(PayloadLength);
        TcpPacket client = FromClient(number);
        TcpPacket server = FromServer(number);
        return Timed(
            [
                client with { Flags = "P.", Sequence = sequence, Acknowledgment = sequence, Payload = payload },
                server with { Flags = "P.", Sequence = sequence, Acknowledgment = next, Payload = payload },
                client with { Sequence = next, Acknowledgment = next },
            ],
            Start + ((round + 1) * 1000 * Microsecond));
    }

    /// <summary>The four segments that close connection <paramref name="number"/>, the client first.</summary>
    /// <param name="number">The connection.</param>
    /// <param name="after">When, nanoseconds after the start.</param>
    public static IEnumerable<MemoryPacket> Close(int number, long after) => Timed(Closing(number), Start + after);

    /// <summary>A SYN of the same client port, its sequence number so far beyond the first one's.</summary>
    public static MemoryPacket Again(int number, int beyond, long after) =>
        Timed([FromClient(number) with { Flags = "S", Sequence = (uint)beyond }], Start + after).Single();

    /// <summary>Writes connections that open and close (RFC 9293 figure 12, the client first) one after the other.</summary>
    public static void WriteCloses(string path, int count, long apart)
    {
        using FileStream file = File.Create(path);
        var writer = new PcapFileWriter(file);
        for (int number = 0; number < count; number++)
        {
            foreach (MemoryPacket packet in Timed([.. Opening(number), .. Closing(number)], Start + (number * apart)))
                writer.Write(packet.TimeNs, packet.Bytes);
        }
    }

    private static TcpPacket[] Opening(int number) =>
    [
        FromClient(number) with { Flags = "S" },
        FromServer(number) with { Flags = "S.", Acknowledgment = 1 },
        FromClient(number) with { Sequence = 1, Acknowledgment = 1 },
    ];

    private static TcpPacket[] Closing(int number) =>
    [
        FromClient(number) with { Flags = "F.", Sequence = 1, Acknowledgment = 1 },
        FromServer(number) with { Sequence = 1, Acknowledgment = 2 },
        FromServer(number) with { Flags = "F.", Sequence = 1, Acknowledgment = 2 },
        FromClient(number) with { Sequence = 2, Acknowledgment = 2 },
    ];

    private static IEnumerable<MemoryPacket> Timed(IEnumerable<TcpPacket> segments, long start) =>
        segments.Select((segment, i) => new MemoryPacket(start + (i * 100 * Microsecond), PacketBuilder.Of(segment).OnLink(1)));

    private static TcpPacket FromClient(int number) => new()
    {
        Source = new IPAddress([10, 0, 1, (byte)(1 + (number / PortsOfAClient))]),
        Destination = Server,
        SourcePort = (ushort)(FirstPort + (number % PortsOfAClient)),
    };

    private static TcpPacket FromServer(int number) => FromClient(number).Reversed();
}
