using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Cli.Tests;

/// <summary>A close whose segments carry the times that only a damaged capture has: the first and the last instant that can be told, and those around 0.</summary>
public sealed class ExtremeTimeTests
{
    private static readonly long[] Instants = [long.MinValue, -1, 0, 1_795_236_631_000_000_000, long.MaxValue];

    private static readonly TcpPacket FromClient = new();
    private static readonly TcpPacket FromServer = new() { Source = FromClient.Destination, Destination = FromClient.Source, SourcePort = 80, DestinationPort = 40000 };

    /// <summary>A handshake, a close by FINs, a RST after it, and the same four-tuple again.</summary>
    private static readonly TcpPacket[] Segments =
    [
        FromClient with { Flags = "S", Sequence = 0 },
        FromServer with { Flags = "S.", Sequence = 0, Acknowledgment = 1 },
        FromClient with { Sequence = 1, Acknowledgment = 1 },
        FromClient with { Flags = "F.", Sequence = 1, Acknowledgment = 1 },
        FromServer with { Flags = "F.", Sequence = 1, Acknowledgment = 2 },
        FromClient with { Sequence = 2, Acknowledgment = 2 },
        FromServer with { Flags = "R", Sequence = 2 },
        FromClient with { Flags = "S", Sequence = 70_000 },
        FromServer with { Flags = "R.", Sequence = 0, Acknowledgment = 70_001 },
    ];

    [Fact]
    public void No_order_of_times_breaks_the_tables()
    {
        byte[][] frames = [.. Segments.Select(segment => PacketBuilder.Of(segment).OnLink(1))];
        var random = new Random(Seed: 1677);
        for (int i = 0; i < 3000; i++)
        {
            using var source = new MemoryPacketSource([.. frames.Select(frame => new MemoryPacket(Instants[random.Next(Instants.Length)], frame))], batchSize: random.Next(1, 10));
            var analysed = AnalysedCapture.Of(source);
            analysed.AssertSums();
            WrittenTables.Write(analysed);
        }
    }
}
