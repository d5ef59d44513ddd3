using TeardownTrace.Capture;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.EndToEnd;

/// <summary>Captures from the world and from kernels, through the whole engine: sums that add up, and rows that nothing but the packets decides.</summary>
public sealed class SharedCaptureTests
{
    /// <summary>Several incarnations of the same flows, some in hundreds: where a race would show first.</summary>
    private static readonly string[] RichInIncarnations =
        ["kernel/23b-tw-reuse-rejected-kernel-rfc1337-0.pcap", "kernel/40b-mixed-100-v6.pcap", "kernel/28-time-wait-pile-up.pcap", "real/reuse-rich.pcap"];

    [Theory]
    [MemberData(nameof(SharedCaptures.Rows), MemberType = typeof(SharedCaptures))]
    public void Everything_adds_up(string name) => AnalysedCapture.OfShared(name).AssertSums();

    [Theory]
    [MemberData(nameof(SharedCaptures.Rows), MemberType = typeof(SharedCaptures))]
    public void Neither_threads_nor_the_way_of_reading_change_a_row(string name)
    {
        AnalysedCapture alone = AnalysedCapture.OfShared(name);
        string path = SharedCaptures.Path(name);

        // More threads than this machine may have processors: the work is divided all the same.
        foreach (int threads in (int[])[2, 8])
            AssertSame(alone, AnalysedCapture.OfFile(path, threads)!);
        using IPacketSource streamed = CapturedTraffic.OpenStreamed(path);
        AssertSame(alone, AnalysedCapture.Of(streamed, threads: 2));
    }

    [Theory]
    [MemberData(nameof(SharedCaptures.Rows), MemberType = typeof(SharedCaptures))]
    public void Where_batches_end_changes_no_row(string name)
    {
        AnalysedCapture whole = AnalysedCapture.OfShared(name);

        foreach (int batchSize in (int[])[1, 7, 1000])
        {
            using MemoryPacketSource source = CapturedTraffic.InBatches(SharedCaptures.Path(name), batchSize);
            AssertSame(whole, AnalysedCapture.Of(source));
        }
    }

    [Fact]
    public async Task Analyses_side_by_side_do_not_disturb_each_other()
    {
        const int SideBySide = 4;
        const int Repetitions = 50;
        AnalysedCapture[] expected = [.. RichInIncarnations.Select(AnalysedCapture.OfShared)];

        IEnumerable<Task> analyses = Enumerable.Range(0, SideBySide).Select(analyst => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Repetitions; i++)
                {
                    int at = (analyst + i) % RichInIncarnations.Length;
                    for (int threads = 1; threads <= 2; threads++)
                        AssertSame(expected[at], AnalysedCapture.OfFile(SharedCaptures.Path(RichInIncarnations[at]), threads)!);
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(analyses);
    }

    private static void AssertSame(AnalysedCapture expected, AnalysedCapture actual)
    {
        Assert.Equal(expected.Rows, actual.Rows);
        Assert.Equal(expected.Totals.Decoded, actual.Totals.Decoded);
        Assert.Equal(expected.Totals.MirrorDuplicates, actual.Totals.MirrorDuplicates);
        Assert.Equal(expected.Totals.CloseKinds, actual.Totals.CloseKinds);
    }
}
