using TeardownTrace.Capture;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Recent;

/// <summary>One connection after the other between the same ports, each opened, used and closed by the client.</summary>
internal sealed class SteadyFlow
{
    private const long GapNs = 1_000_000;

    private readonly List<MemoryPacket> _packets = [];
    private long _timeNs;
    private uint _isn = 1000;

    public IReadOnlyList<MemoryPacket> Packets => _packets;

    public void Wait(long seconds) => _timeNs += seconds * Timestamp.NanosecondsPerSecond;

    public void Connection()
    {
        uint client = _isn;
        uint server = _isn + 500_000;
        _isn += 100_000;
        Send(fromClient: true, "S", client, 0);
        Send(fromClient: false, "S.", server, client + 1);
        Send(fromClient: true, ".", client + 1, server + 1);
        Send(fromClient: true, "F.", client + 1, server + 1);
        Send(fromClient: false, "F.", server + 1, client + 2);
        Send(fromClient: true, ".", client + 2, server + 2);
    }

    private void Send(bool fromClient, string flags, uint sequence, uint acknowledgment)
    {
        var packet = new TcpPacket { Flags = flags, Sequence = sequence, Acknowledgment = acknowledgment };
        _packets.Add(new MemoryPacket(_timeNs, PacketBuilder.Of(fromClient ? packet : packet.Reversed()).OnLink(1)));
        _timeNs += GapNs;
    }
}
