using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Analysis.Tests.Counting;

/// <summary>Which connections are shown as those to look at.</summary>
public sealed class TellingReportsTests
{
    [Fact]
    public void A_leaking_server_and_a_leaking_client_are_both_told()
    {
        Party[] sides = [.. TellingOf("half-closed-missing-server-fin", "half-closed-with-data", "half-closed-missing-client-fin", "half-closed-proven-by-reuse").Select(report => report.MissingFin)];

        Assert.Contains(Party.Server, sides.Take(2));
        Assert.Contains(Party.Client, sides.Take(2));
    }

    [Fact]
    public void A_socket_that_was_closed_in_the_end_is_told_beside_one_of_the_other_side()
    {
        IReadOnlyList<ConnectionReport> telling = TellingOf("close-wait-stuck-then-closed", "half-closed-missing-client-fin");

        Assert.Equal(2, telling.Count);
    }

    [Fact]
    public void A_SYN_that_nothing_answered_is_told_where_that_is_certain()
    {
        IReadOnlyList<ConnectionReport> telling = TellingOf("confidence-unanswered");

        Assert.Equal(3, telling.Count);
        Assert.All(telling, report => Assert.Equal((CloseKind.Unanswered, Confidence.Certain), (report.CloseKind, report.Confidence)));
    }

    [Fact]
    public void Connections_that_failed_are_told_before_reuses_that_went_well()
    {
        CloseKind[] kinds = [.. TellingOf("reuse-across-wrap", "reset-refused", "confidence-unanswered").Select(report => report.CloseKind)];

        Assert.Equal([CloseKind.Refused, CloseKind.Unanswered, CloseKind.Open], kinds.Take(3));
    }

    [Fact]
    public void What_is_certain_is_told_before_what_is_not()
    {
        // The doubtful close took longer than the certain one.
        using IPacketSource source = TeardownTrace.Capture.CaptureFiles.Open(SourceTree.EveryVerdict, new CaptureFileOptions());
        AnalysedCapture everything = AnalysedCapture.Of(source);

        Assert.Contains(everything.Rows, report => IsLost(report) && report.Confidence == Confidence.Certain);
        Assert.Equal(Confidence.Certain, everything.Totals.Telling.Select(telling => telling.Report).First(report => IsLost(report)).Confidence);
    }

    private static bool IsLost(in ConnectionReport report) =>
        report.LostFinalAck is LostFinalAck.BeforeVantage or LostFinalAck.AfterVantage && report.SynReuse == SynReuse.None;

    /// <summary>Several scripts in one capture.</summary>
    private static IReadOnlyList<ConnectionReport> TellingOf(params string[] names)
    {
        using TemporaryFolder folder = new();
        string path = folder.Path("scripts.pcapng");
        File.WriteAllBytes(path, new EveryVerdictCapture(names.Select(name => TraceFolder.Read(name + ".trace"))).Write());
        return [.. AnalysedCapture.OfFile(path)!.Totals.Telling.Select(telling => telling.Report)];
    }
}
