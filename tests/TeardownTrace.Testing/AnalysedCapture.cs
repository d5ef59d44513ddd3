using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using Xunit;

namespace TeardownTrace.Testing;

/// <summary>What the engine says of a capture: its rows, its totals and the packets it read.</summary>
public sealed record AnalysedCapture(IReadOnlyList<ConnectionReport> Rows, AnalysisTotals Totals, long PacketsRead)
{
    /// <summary>Analyses a capture; null where it cannot be opened.</summary>
    public static AnalysedCapture? OfFile(string path, int threads = 1, AnalysisOptions? options = null)
    {
        try
        {
            using IPacketSource source = Capture.CaptureFiles.Open(path, new CaptureFileOptions());
            return Of(source, threads, options);
        }
        catch (CaptureException)
        {
            return null;
        }
    }

    /// <summary>Analyses a shared capture; skips the test where it is missing, or refused at opening, as some are to be.</summary>
    /// <param name="name">Such as <c>kernel/01-client-closes-first.pcap</c>.</param>
    public static AnalysedCapture OfShared(string name)
    {
        AnalysedCapture? analysed = OfFile(SharedCaptures.Path(name));
        Assert.SkipWhen(analysed is null, "is refused at opening, as it should be");
        return analysed;
    }

    /// <summary>Analyses what a source gives.</summary>
    public static AnalysedCapture Of(IPacketSource source, int threads = 1, AnalysisOptions? options = null)
    {
        using var analysis = new TeardownAnalysis((options ?? new AnalysisOptions()) with { Threads = threads });
        var rows = new List<ConnectionReport>();
        while (analysis.Advance(source))
            rows.AddRange(analysis.Finished);
        return new AnalysedCapture(rows, analysis.Totals, analysis.Packets);
    }

    /// <summary>Everything that must add up, whatever was read.</summary>
    public void AssertSums()
    {
        Assert.Equal(PacketsRead, Totals.Packets);
        Assert.Equal(Totals.Connections, Rows.Count);
        Assert.Equal(Totals.Inconclusive, Rows.Count(row => row.Confidence == Confidence.Inconclusive));
        Assert.Equal(Enumerable.Range(1, Rows.Count).Select(id => (long)id), Rows.Select(row => row.Id));
        Assert.Equal(Rows.Select(row => Order(row.FirstFrame)).Order(), Rows.Select(row => Order(row.FirstFrame)));
        Assert.Equal(Totals.Decoded[(int)DecodeResult.Tcp], Rows.Sum(row => row.ClientPackets + row.ServerPackets));
        Assert.All(Rows, row => Assert.True(row.ReuseOf is null || row.ReuseOf < row.Id));
        foreach (CloseKind kind in Enum.GetValues<CloseKind>())
            Assert.Equal(Totals.CloseKinds[(int)kind].Total, Rows.Count(row => row.CloseKind == kind));
    }

    private static (int, long) Order(FrameNumber frame) => (frame.FileIndex, frame.Number);
}
