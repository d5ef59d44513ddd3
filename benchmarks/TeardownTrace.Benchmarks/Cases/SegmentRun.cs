using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Benchmarks.Generation;

namespace TeardownTrace.Benchmarks.Cases;

/// <summary>
/// Decoded segments of many connections in random order, as the tracker gets them: first every handshake, then runs of data and their ACKs.
/// </summary>
internal sealed class SegmentRun
{
    private const uint FirstClient = 0x6440_0000;
    private const uint FirstServer = 0x0A00_0010;
    private const int Servers = 64;
    private const int ClientPorts = 16384;
    private const int FirstPort = 32768;
    private const int ServerPort = 443;
    private const uint Payload = 1000;
    private const long StartNs = 1_767_225_600_000_000_000;
    private const long GapNs = 1_000;

    private readonly SeededRandom _random = new(1);
    private readonly uint[] _next;
    private long _time = StartNs;

    /// <summary>Makes the connections.</summary>
    /// <param name="connections">How many.</param>
    /// <param name="capacity">Segments held at once.</param>
    /// <param name="partitionBits">The hash's highest bits that tell the partition.</param>
    public SegmentRun(int connections, int capacity, int partitionBits)
    {
        Segments = new SegmentBatch<FlowKeyV4>(capacity, partitionBits);
        _next = new uint[connections];
    }

    /// <summary>The segments.</summary>
    public SegmentBatch<FlowKeyV4> Segments { get; }

    /// <summary>Fills in the handshakes of connections from <paramref name="first"/> on, as many as there is room for.</summary>
    /// <returns>The first connection that is left.</returns>
    public int Open(int first)
    {
        Segments.Clear();
        int last = Math.Min(_next.Length, first + (Segments.Capacity / 3));
        for (int at = first; at < last; at++)
        {
            Add(at, fromClient: true, TcpFlags.Syn, sequence: 0, acknowledgment: 0, payload: 0);
            Add(at, fromClient: false, TcpFlags.Syn | TcpFlags.Ack, sequence: 0, acknowledgment: 1, payload: 0);
            Add(at, fromClient: true, TcpFlags.Ack, sequence: 1, acknowledgment: 1, payload: 0);
            _next[at] = 1;
        }

        return last;
    }

    /// <summary>Fills in data from the server and the client's ACK, pair by pair, each of a connection drawn at random.</summary>
    public void Talk()
    {
        Segments.Clear();
        while (Segments.Count + 2 <= Segments.Capacity)
        {
            int at = _random.Below(_next.Length);
            Add(at, fromClient: false, TcpFlags.Ack | TcpFlags.Psh, _next[at], acknowledgment: 1, Payload);
            _next[at] += Payload;
            Add(at, fromClient: true, TcpFlags.Ack, sequence: 1, _next[at], payload: 0);
        }
    }

    private void Add(int at, bool fromClient, TcpFlags flags, uint sequence, uint acknowledgment, uint payload)
    {
        int number = Segments.Count;
        uint client = FirstClient + (uint)(at / ClientPorts);
        uint server = FirstServer + (uint)(at % Servers);
        uint port = (uint)(FirstPort + (at % ClientPorts));
        FlowKeyV4 key = fromClient
            ? FlowKeyV4.Create(client, server, (port << 16) | ServerPort, out SegmentTraits direction)
            : FlowKeyV4.Create(server, client, ((uint)ServerPort << 16) | port, out direction);
        Segments.Add(key) = new TcpSegment
        {
            Time = _time += GapNs,
            Sequence = sequence,
            Acknowledgment = acknowledgment,
            PayloadLength = payload,
            PacketIndex = number,
            Window = ushort.MaxValue,
            Checksum = (ushort)_random.Next(),
            Identification = (ushort)number,
            Flags = flags,
            HopLimit = 64,
            Traits = direction,
        };
    }
}
