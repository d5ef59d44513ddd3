using System.Net;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Kernel.Tests.Judging;
using TeardownTrace.Kernel.Tests.Truth;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Kernel.Tests;

/// <summary>
/// Less of a capture must not make a verdict wrong: what is still called certain is what the kernels did. Nor may it cost more than it takes away:
/// what a view holds all of, is still called certain.
/// </summary>
public sealed class PartialViewTests(ITestOutputHelper output)
{
    /// <summary>Larger captures are of many alike connections, and every cut of them would take minutes.</summary>
    private const int MostFrames = 200;

    /// <summary>Where a cut takes away the very thing that the verdict is about, and what is left is the picture of something else.</summary>
    private static readonly (string View, string Why)[] NotInTheCapture =
    [
        ("41-simultaneous-open cut at", "without the first of two crossing SYNs the other one's sender is the client"),
        ("43a-rst-in-last-ack cut at", "the last ACK and the RST behind it were lost, and the capture ends between the two"),
        ("46d-old-duplicate-syn-into-tw cut at", "without the first SYN its old duplicate looks like a new one, and TIME_WAIT refuses both alike"),
    ];

    /// <summary>Where the whole close is there, and what came before it is missed all the same.</summary>
    private static readonly (string View, string Why)[] NeedsWhatCameBefore =
    [
        ("35a-challenge-ack-syn-in-established cut at 7:", "a forged SYN stands first, and its numbers pass for those of the connection"),
        ("41-simultaneous-open cut at", "without a SYN nothing but the ports tells the client, and these do not"),
    ];

    private readonly List<string> _wrong = [];
    private readonly List<string> _doubted = [];
    private int _certain;
    private int _shown;

    [Fact]
    public void What_is_certain_of_one_direction_is_right()
    {
        foreach (string capture in KernelCaptures.All())
        {
            IReadOnlyList<TruthConnection> truth = TruthFile.Read(KernelCaptures.TruthPath(capture)).Connections;
            foreach (string address in new[] { truth[0].Client, truth[0].Server }.Select(AddressOf))
            {
                using PacketFilter filter = PacketFilter.Compile($"src host {address}");
                using IPacketSource source = CaptureFiles.Open(KernelCaptures.CapturePath(capture), new CaptureFileOptions());
                // A connection that was never answered has no other direction.
                IEnumerable<TruthConnection> shown = Decidable(capture, truth).Where(it => it.Expected.HowEnded == "unanswered" && AddressOf(it.Client) == address);
                Check($"{capture} from {address}", AnalysedCapture.Of(source, options: new AnalysisOptions { Filter = filter }).Rows, truth, framesBefore: 0, shown);
            }
        }

        Report();
    }

    [Fact]
    public void What_is_certain_of_a_capture_that_ends_early_is_right() => CheckCuts((packets, cut) => (packets[..cut], 0));

    [Fact]
    public void What_is_certain_of_a_capture_that_begins_late_is_right() => CheckCuts((packets, cut) => (packets[cut..], cut));

    private void CheckCuts(Func<MemoryPacket[], int, (MemoryPacket[] Packets, int Before)> view)
    {
        foreach (string capture in KernelCaptures.All())
        {
            IReadOnlyList<TruthConnection> truth = TruthFile.Read(KernelCaptures.TruthPath(capture)).Connections;
            using var whole = CaptureFiles.Open(KernelCaptures.CapturePath(capture), new CaptureFileOptions());
            MemoryPacket[] packets = [.. CapturedTraffic.PacketsOf(whole)];
            for (int cut = 1; cut < packets.Length && packets.Length <= MostFrames; cut++)
            {
                (MemoryPacket[] part, int before) = view(packets, cut);
                using var source = new MemoryPacketSource(part, whole.Interfaces);
                IEnumerable<TruthConnection> shown = Decidable(capture, truth).Where(it => FirstNeeded(it) > before && it.LastFrame <= before + part.Length);
                Check($"{capture} cut at {cut}", AnalysedCapture.Of(source).Rows, truth, before, shown);
            }
        }

        Report();
    }

    /// <summary>Connections that the whole capture decides.</summary>
    private static IEnumerable<TruthConnection> Decidable(string capture, IReadOnlyList<TruthConnection> truth) =>
        truth.Where(it => it.FramesInCapture > 0 && !Undecidable.Rows.ContainsKey(new KernelCase(capture, it, Report: null).Name));

    /// <summary>The first frame without which its ending is not known; null where silence tells the ending, for a view may be too short for that.</summary>
    private static long? FirstNeeded(TruthConnection connection) => connection.Expected.HowEnded switch
    {
        "graceful" or "simultaneous" when Sides.All.All(side => connection.Expected.CapturedFins(side) > 0) =>
            Sides.All.Min(side => connection.Expected.Fin.Of(side)!.Frames.Min()),
        "reset" or "refused" => connection.FirstFrame,
        _ => null,
    };

    private void Check(
        string view, IReadOnlyList<ConnectionReport> reports, IReadOnlyList<TruthConnection> truth, int framesBefore, IEnumerable<TruthConnection> shown)
    {
        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (ConnectionReport report in reports.Where(report => report.Confidence == Confidence.Certain))
        {
            _certain++;
            string ends = Engine.Ends(Engine.Client(report), Engine.Server(report));
            long frame = report.FirstFrame.Number + framesBefore;
            TruthConnection? connection = truth.LastOrDefault(each => Engine.Ends(each.Client, each.Server) == ends && each.FirstFrame <= frame);
            _wrong.AddRange(connection is null
                ? [$"{view}: {ends} has no truth"]
                : Claims.Contradicted(report, connection).Select(claim => $"{view}: {ends} {claim}"));
            told.Add(connection?.Id ?? "");
        }

        foreach (TruthConnection connection in shown)
        {
            _shown++;
            if (!told.Contains(connection.Id))
                _doubted.Add($"{view}: {connection.Id} ended {connection.Expected.HowEnded} in plain view, and is not called certain");
        }
    }

    private void Report()
    {
        int explained = _wrong.RemoveAll(claim => NotInTheCapture.Any(row => claim.StartsWith(row.View, StringComparison.Ordinal)));
        int excused = _doubted.RemoveAll(doubt => NeedsWhatCameBefore.Any(row => doubt.StartsWith(row.View, StringComparison.Ordinal)));
        output.WriteLine($"{_certain} certain verdicts, {explained} wrong claims explained, {_wrong.Count} not");
        output.WriteLine($"{_shown} endings in plain view, {excused} doubts explained, {_doubted.Count} not");
        Assert.True(_wrong.Count == 0, string.Join(Environment.NewLine, _wrong));
        Assert.True(_doubted.Count == 0, string.Join(Environment.NewLine, _doubted));
        Assert.NotEqual(0, _shown);
    }

    private static string AddressOf(string end) => $"{IPEndPoint.Parse(end).Address}";
}
