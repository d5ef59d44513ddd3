using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.EndToEnd;

/// <summary>Rows come in the order of first frames (SPEC section 9), also where both address families are in one capture, and for any number of threads.</summary>
public sealed class RowOrderTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Families_and_threads_do_not_disturb_the_order(int threads)
    {
        string path = SourceTree.EveryVerdict;
        AnalysedCapture one = AnalysedCapture.OfFile(path, threads: 1)!;
        AnalysedCapture many = AnalysedCapture.OfFile(path, threads)!;

        Assert.Contains(one.Rows, row => row.ClientAddress.IsIPv4);
        Assert.Contains(one.Rows, row => !row.ClientAddress.IsIPv4);
        many.AssertSums();
        Assert.Equal(one.Rows, many.Rows);
    }

    [Fact]
    public void Rows_that_wait_for_one_long_connection_are_all_there()
    {
        // In ten minutes more are forgotten than wait in memory, and the last end with the capture; one in ten sent its FIN again.
        const int Closes = 12_000;
        const long Apart = 50 * Millisecond;
        IEnumerable<MemoryPacket> packets = Enumerable.Range(1, Closes).SelectMany(number =>
        {
            MemoryPacket[] close = [.. Established.Close(number, after: number * Apart)];
            return Established.Open(number, after: number * Apart).Concat(number % 10 == 0 ? [.. close, close[2] with { TimeNs = close[2].TimeNs + (5 * Millisecond) }] : close);
        });
        MemoryPacket[] all = [.. Established.Handshake(0), .. packets.OrderBy(packet => packet.TimeNs)];
        using var source = new MemoryPacketSource(all);
        AnalysedCapture analysed = AnalysedCapture.Of(source, threads: 2, new AnalysisOptions { MaxConnections = 16_000 });

        analysed.AssertSums();
        Assert.Equal(Closes + 1, analysed.Rows.Count);
        Assert.Equal(CloseKind.Open, analysed.Rows[0].CloseKind);
        Assert.All(analysed.Rows.Skip(1), row => Assert.Equal(CloseKind.Graceful, row.CloseKind));
        Assert.Equal(Closes / 10, analysed.Rows.Count(row => row.Flags.HasFlag(ConnectionFlags.FinRetransmitted)));
    }

    [Fact]
    public void Rows_in_the_order_of_ends_keep_it_on_disk()
    {
        // A full table gives up the oldest: in one batch more than wait in memory.
        const int Opened = 8000;
        const int Capacity = 1000;
        MemoryPacket[] packets = [.. Enumerable.Range(0, Opened).Select(number => Established.Handshake(number).First())];
        using var source = new MemoryPacketSource(packets);
        AnalysedCapture analysed = AnalysedCapture.Of(source, threads: 2, new AnalysisOptions { MaxConnections = Capacity, InOrderOfEnd = true });

        analysed.AssertSums();
        Assert.Equal(Opened, analysed.Rows.Count);
        Assert.Equal(Enumerable.Range(1, Opened - Capacity).Select(frame => (long)frame), analysed.Rows.Take(Opened - Capacity).Select(row => row.FirstFrame.Number));
    }

    [Fact]
    public void Rows_in_the_order_of_ends_keep_it_where_all_end_with_the_capture()
    {
        const int Opened = 5000;
        MemoryPacket[] packets = [.. Enumerable.Range(0, Opened).SelectMany(number => Established.Handshake(number))];
        using var source = new MemoryPacketSource(packets);
        AnalysedCapture analysed = AnalysedCapture.Of(source, threads: 2, new AnalysisOptions { MaxConnections = 16_000, InOrderOfEnd = true });

        analysed.AssertSums();
        Assert.Equal(Enumerable.Range(0, Opened).Select(number => (3L * number) + 1), analysed.Rows.Select(row => row.FirstFrame.Number));
    }
}
