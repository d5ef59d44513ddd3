using System.Net;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>Connections that a RST cuts, their packets in turn.</summary>
internal static class RingTraffic
{
    /// <summary>Packets of one connection beside its data: SYN, SYN-ACK, ACK, RST.</summary>
    public const int Framing = 4;

    private const long GapNs = 1000;
    private const uint ServerStart = 9000;

    /// <summary>Makes them.</summary>
    /// <param name="connections">Connections side by side.</param>
    /// <param name="segments">Data segments of each.</param>
    /// <param name="payload">Bytes of each segment.</param>
    /// <param name="linkTypes">Link types; connections use them in turn.</param>
    public static IReadOnlyList<MemoryPacket> Reset(int connections, int segments, int payload, params int[] linkTypes)
    {
        List<MemoryPacket> packets = [];
        for (int step = 0; step < segments + Framing; step++)
        {
            for (int connection = 0; connection < connections; connection++)
            {
                int captureInterface = connection % linkTypes.Length;
                TcpPacket segment = Segment(step, segments, payload) with { Identification = (ushort)packets.Count };
                segment = segment.Source.Equals(Client) ? segment with { SourcePort = Port(connection) } : segment with { DestinationPort = Port(connection) };
                byte[] bytes = PacketBuilder.Of(segment).OnLink(linkTypes[captureInterface]);
                packets.Add(new MemoryPacket(RotatedFiles.Start.Nanoseconds + (packets.Count * GapNs), bytes, InterfaceIndex: captureInterface));
            }
        }

        return packets;
    }

    private static IPAddress Client { get; } = IPAddress.Parse("10.0.0.1");

    private static IPAddress Server { get; } = IPAddress.Parse("10.0.0.2");

    private static ushort Port(int connection) => (ushort)(20_000 + connection);

    private static TcpPacket Segment(int step, int segments, int payload)
    {
        TcpPacket fromClient = new() { Source = Client, Destination = Server };
        TcpPacket fromServer = new() { Source = Server, Destination = Client, SourcePort = 80, Sequence = ServerStart + 1, Acknowledgment = 1 };
        if (step == 0)
            return fromClient with { Flags = "S" };
        if (step == 1)
            return fromServer with { Flags = "S.", Sequence = ServerStart };
        if (step == 2)
            return fromClient with { Flags = ".", Sequence = 1, Acknowledgment = ServerStart + 1 };
        uint sent = (uint)((step - 3) * payload);
        return step == segments + Framing - 1
            ? fromServer with { Flags = "R.", Sequence = ServerStart + 1 + sent }
            : fromServer with { Flags = "P.", Sequence = ServerStart + 1 + sent, Payload = TcpPacket.Filler(payload) };
    }
}
