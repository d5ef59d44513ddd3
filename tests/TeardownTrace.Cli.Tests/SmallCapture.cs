using TeardownTrace.Testing.CaptureFiles;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Cli.Tests;

/// <summary>A capture (pcap, raw IPv4) of connections put together segment by segment: 40 bytes each, ten milliseconds after the one before.</summary>
internal sealed class SmallCapture
{
    private const int LinkTypeRaw = 101;
    private const long Begin = 1_795_236_631_000_000_000;
    private const long Apart = 10_000_000;

    private readonly List<TcpPacket> _segments = [];

    internal byte[] Bytes
    {
        get
        {
            using MemoryStream bytes = new();
            PcapFileWriter file = new(bytes, LinkTypeRaw, snapLength: ushort.MaxValue);
            for (int i = 0; i < _segments.Count; i++)
                file.Write(Begin + (i * Apart), _segments[i].ToIp());
            return bytes.ToArray();
        }
    }

    /// <summary>RFC 9293 figure 12 after a handshake: the client closes first. Seven segments.</summary>
    internal SmallCapture Graceful(ushort clientPort) =>
        Handshake(clientPort)
            .Segment(clientPort, fromClient: true, "F.", 101, 301)
            .Segment(clientPort, fromClient: false, ".", 301, 102)
            .Segment(clientPort, fromClient: false, "F.", 301, 102)
            .Segment(clientPort, fromClient: true, ".", 102, 302);

    /// <summary>A graceful close, after which the client, in TIME_WAIT, opens the same again with a higher number. Ten segments.</summary>
    internal SmallCapture Reused(ushort clientPort) =>
        Graceful(clientPort)
            .Segment(clientPort, fromClient: true, "S", 1100, 0)
            .Segment(clientPort, fromClient: false, "S.", 1300, 1101)
            .Segment(clientPort, fromClient: true, ".", 1101, 1301);

    /// <summary>The server cuts an established connection. Four segments.</summary>
    internal SmallCapture Reset(ushort clientPort) =>
        Handshake(clientPort).Segment(clientPort, fromClient: false, "R.", 301, 101);

    /// <summary>A connection that stays open. Three segments.</summary>
    internal SmallCapture Handshake(ushort clientPort) =>
        Segment(clientPort, fromClient: true, "S", 100, 0)
            .Segment(clientPort, fromClient: false, "S.", 300, 101)
            .Segment(clientPort, fromClient: true, ".", 101, 301);

    private SmallCapture Segment(ushort clientPort, bool fromClient, string flags, uint sequence, uint acknowledgment)
    {
        TcpPacket packet = new()
        {
            SourcePort = clientPort,
            Flags = flags,
            Sequence = sequence,
            Acknowledgment = acknowledgment,
            Window = 1024,
            Identification = (ushort)(_segments.Count + 1),
            DontFragment = false,
        };
        _segments.Add(fromClient ? packet : packet.Reversed());
        return this;
    }
}
