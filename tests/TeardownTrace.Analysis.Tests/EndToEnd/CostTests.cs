using TeardownTrace.Capture;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.EndToEnd;

/// <summary>What tracking costs: nothing per packet, and so many bytes per connection that is open.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class CostTests
{
    /// <summary>Managed memory that an open connection may take, all tables included. Only ever to be lowered.</summary>
    private const int MostBytesPerConnection = 360;

    private const int OpenConnections = 100_000;
    private const long Millisecond = 1_000_000;

    [Fact]
    public void No_packet_of_an_established_connection_costs_an_allocation()
    {
        const int Connections = 50;
        const int Rounds = 400;
        var packets = new List<MemoryPacket>();
        for (int i = 0; i < Connections; i++)
            packets.AddRange(Established.Handshake(i));
        packets.AddRange(Enumerable.Range(0, Rounds).SelectMany(round => Enumerable.Range(0, Connections).SelectMany(i => Established.Exchange(i, round))));
        using var source = new MemoryPacketSource(packets, batchSize: 500);
        long measured = 0;
        long allocated = AllocatedBytes.Least(() =>
        {
            source.Rewind();
            using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = 1, MaxConnections = 4096 });

            // The first tenth fills the tables and warms the code up.
            while (source.Progress.BytesRead < packets.Count / 10)
                analysis.Advance(source);
            long first = source.Progress.BytesRead;
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (source.Progress.BytesRead < packets.Count)
                analysis.Advance(source);
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            measured = source.Progress.BytesRead - first;
            return bytes;
        });

        Assert.True(measured > 30_000);
        Assert.Equal(0, allocated);
    }

    /// <summary>A pcapng can describe an interface before each packet: what was looked up is not copied for each new one.</summary>
    [Fact]
    public void Many_interfaces_cost_no_more_each_than_few()
    {
        const int Interfaces = 8000;
        const int MostBytesPerInterface = 200;
        MemoryPacket syn = Established.Handshake(0).First();
        CaptureInterface[] interfaces = [.. Enumerable.Range(0, Interfaces).Select(_ => new CaptureInterface(new LinkType(1), 0, null, HasNanoseconds: true))];
        using var source = new MemoryPacketSource([.. Enumerable.Range(0, Interfaces).Select(i => syn with { InterfaceIndex = i })], interfaces, batchSize: 1);
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = 1, MaxConnections = 16 });
        analysis.Advance(source);
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (source.Progress.BytesRead < Interfaces)
            analysis.Advance(source);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Interfaces, 0, MostBytesPerInterface);
    }

    [Fact]
    public void An_open_connection_takes_few_bytes()
    {
        MemoryPacket[] packets = [.. Enumerable.Range(0, OpenConnections).SelectMany(Established.Handshake)];
        using var source = new MemoryPacketSource(packets);
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = 1 });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        while (source.Progress.BytesRead < packets.Length)
            analysis.Advance(source);
        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes / OpenConnections} bytes per open connection");

        analysis.EndCapture();
        while (analysis.Advance(source))
        {
        }

        Assert.Equal(OpenConnections, analysis.Totals.Connections);
        Assert.InRange(bytes / OpenConnections, 1, MostBytesPerConnection);
    }

    /// <summary>
    /// Closes one after the other on one server port, read with a packet limit: connections that are over wait in the table for late
    /// segments, so that thousands stand there when the capture ends in the middle of a handshake.
    /// </summary>
    [Fact]
    public void Twenty_thousand_closes_on_one_port_are_twenty_thousand_rows()
    {
        const int Closes = 20_000;
        const int SegmentsOfOne = 7;
        using var folder = new TemporaryFolder();
        string path = folder.Path("closes.pcap");
        Established.WriteCloses(path, Closes + 1, apart: 10 * Millisecond);

        foreach (int limit in (int[])[Closes * SegmentsOfOne, (Closes * SegmentsOfOne) - 3])
        {
            using Capture.IPacketSource source = Capture.CaptureFiles.Open(path, new Capture.CaptureFileOptions { MaxPackets = limit });
            var analysed = AnalysedCapture.Of(source, threads: 2);

            analysed.AssertSums();
            Assert.Equal(limit, analysed.Totals.Packets);
            Assert.Equal(Closes, analysed.Rows.Count);
            int whole = limit / SegmentsOfOne;
            Assert.All(analysed.Rows.Take(whole), row => Assert.Equal((Verdicts.CloseKind.Graceful, Verdicts.Party.Client, 4L, 3L), (row.CloseKind, row.ActiveCloser, row.ClientPackets, row.ServerPackets)));
            Assert.All(analysed.Rows, row => Assert.Equal(Verdicts.SynReuse.None, row.SynReuse));
        }
    }
}
