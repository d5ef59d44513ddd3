using TeardownTrace.Capture;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Allocation;

/// <summary>Packets of many connections side by side, for counting what the engine allocates over them.</summary>
internal sealed class SteadyTraffic
{
    private const int Payload = 100;
    private const long PacketGapNs = 1_000;
    private const uint ServerStart = 500_000;

    private readonly List<MemoryPacket> _packets = [];
    private long _timeNs;
    private int _rounds;

    /// <summary>Packets so far.</summary>
    public int Count => _packets.Count;

    /// <summary>A source of all packets.</summary>
    public MemoryPacketSource ToSource(int batchSize) => new(_packets, batchSize: batchSize);

    /// <summary>Lets time pass.</summary>
    public void Wait(long seconds) => _timeNs += seconds * Timestamp.NanosecondsPerSecond;

    /// <summary>Opens connections from <paramref name="firstPort"/> on.</summary>
    public void Open(int connections, int firstPort)
    {
        for (int i = 0; i < connections; i++)
        {
            Client(firstPort + i, "S", 0, 0);
            Server(firstPort + i, "S.", ServerStart, 1);
            Client(firstPort + i, ".", 1, ServerStart + 1);
        }
    }

    /// <summary>On each connection in turn, data from the server and its ACK, <paramref name="rounds"/> times; goes on where the last call ended.</summary>
    public void Talk(int connections, int firstPort, int rounds)
    {
        for (int last = _rounds + rounds; _rounds < last; _rounds++)
        {
            uint next = ServerStart + 1 + (uint)(_rounds * Payload);
            for (int i = 0; i < connections; i++)
            {
                Server(firstPort + i, "P.", next, 1, Payload);
                Client(firstPort + i, ".", 1, next + Payload);
            }
        }
    }

    /// <summary>Closes each, the server first.</summary>
    public void Close(int connections, int firstPort)
    {
        for (int i = 0; i < connections; i++)
        {
            Server(firstPort + i, "F.", ServerStart + 1, 1);
            Client(firstPort + i, "F.", 1, ServerStart + 2);
            Server(firstPort + i, ".", ServerStart + 2, 2);
        }
    }

    private void Client(int port, string flags, uint sequence, uint acknowledgment, int payload = 0) =>
        Add(FromClient(port, flags, sequence, acknowledgment, payload));

    private void Server(int port, string flags, uint sequence, uint acknowledgment, int payload = 0) =>
        Add(FromClient(port, flags, sequence, acknowledgment, payload).Reversed());

    private static TcpPacket FromClient(int port, string flags, uint sequence, uint acknowledgment, int payload) =>
        new() { SourcePort = (ushort)port, Flags = flags, Sequence = sequence, Acknowledgment = acknowledgment, Payload = new byte[payload] };

    private void Add(TcpPacket packet)
    {
        _timeNs += PacketGapNs;
        _packets.Add(new MemoryPacket(_timeNs, PacketBuilder.Of(packet with { Identification = (ushort)_packets.Count }).OnLink(1)));
    }
}
