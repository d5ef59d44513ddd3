using System.Net;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Kernel.Tests.Judging;
using TeardownTrace.Kernel.Tests.Truth;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Kernel.Tests;

/// <summary>Less of a capture must not make a verdict wrong: what is still called certain is what the kernels did.</summary>
public sealed class PartialViewTests(ITestOutputHelper output)
{
    /// <summary>Larger captures are of many alike connections, and every cut of them would take minutes.</summary>
    private const int MostFrames = 200;

    /// <summary>Where a cut takes away the very thing that the verdict is about, and what is left is the picture of something else.</summary>
    private static readonly (string Capture, string Why)[] NotInTheCapture =
    [
        ("41-simultaneous-open cut at", "without the first of two crossing SYNs the other one's sender is the client"),
        ("43a-rst-in-last-ack cut at", "the last ACK and the RST behind it were lost, and the capture ends between the two"),
        ("46d-old-duplicate-syn-into-tw cut at", "without the first SYN its old duplicate looks like a new one, and TIME_WAIT refuses both alike"),
    ];

    [Fact]
    public void What_is_certain_of_one_direction_is_right()
    {
        List<string> wrong = [];
        int certain = 0;
        foreach (string capture in KernelCaptures.All())
        {
            IReadOnlyList<TruthConnection> truth = TruthFile.Read(KernelCaptures.TruthPath(capture)).Connections;
            foreach (string address in new[] { truth[0].Client, truth[0].Server }.Select(end => $"{IPEndPoint.Parse(end).Address}"))
            {
                using PacketFilter filter = PacketFilter.Compile($"src host {address}");
                using IPacketSource source = CaptureFiles.Open(KernelCaptures.CapturePath(capture), new CaptureFileOptions());
                certain += Check($"{capture} from {address}", Engine.Analyse(source, filter), truth, framesBefore: 0, wrong);
            }
        }

        Report(certain, wrong);
    }

    [Fact]
    public void What_is_certain_of_a_capture_that_ends_early_is_right() => CheckCuts((packets, cut) => (packets[..cut], 0));

    [Fact]
    public void What_is_certain_of_a_capture_that_begins_late_is_right() => CheckCuts((packets, cut) => (packets[cut..], cut));

    private void CheckCuts(Func<MemoryPacket[], int, (MemoryPacket[] Packets, int Before)> view)
    {
        List<string> wrong = [];
        int certain = 0;
        foreach (string capture in KernelCaptures.All())
        {
            IReadOnlyList<TruthConnection> truth = TruthFile.Read(KernelCaptures.TruthPath(capture)).Connections;
            using var whole = CaptureFiles.Open(KernelCaptures.CapturePath(capture), new CaptureFileOptions());
            MemoryPacket[] packets = Packets(whole);
            for (int cut = 1; cut < packets.Length && packets.Length <= MostFrames; cut++)
            {
                (MemoryPacket[] part, int before) = view(packets, cut);
                using var source = new MemoryPacketSource(part, whole.Interfaces);
                certain += Check($"{capture} cut at {cut}", Engine.Analyse(source, filter: null), truth, before, wrong);
            }
        }

        Report(certain, wrong);
    }

    private void Report(int certain, List<string> wrong)
    {
        int explained = wrong.RemoveAll(claim => NotInTheCapture.Any(row => claim.StartsWith(row.Capture, StringComparison.Ordinal)));
        output.WriteLine($"{certain} certain verdicts, {explained} wrong claims explained, {wrong.Count} not");
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private static int Check(string view, IReadOnlyList<ConnectionReport> reports, IReadOnlyList<TruthConnection> truth, int framesBefore, List<string> wrong)
    {
        int certain = 0;
        foreach (ConnectionReport report in reports.Where(report => report.Confidence == Confidence.Certain))
        {
            certain++;
            string ends = Engine.Ends(Engine.Client(report), Engine.Server(report));
            long frame = report.FirstFrame.Number + framesBefore;
            TruthConnection? connection = truth.LastOrDefault(each => Engine.Ends(each.Client, each.Server) == ends && each.FirstFrame <= frame);
            wrong.AddRange(connection is null
                ? [$"{view}: {ends} has no truth"]
                : Claims.Contradicted(report, connection).Select(claim => $"{view}: {ends} {claim}"));
        }

        return certain;
    }

    private static MemoryPacket[] Packets(IPacketSource source)
    {
        List<MemoryPacket> packets = [];
        PacketBatch batch = new();
        while (source.TryRead(batch))
        {
            foreach (CapturedPacket packet in batch.Packets)
                packets.Add(new MemoryPacket(packet.Time.Nanoseconds, packet.Bytes.ToArray(), packet.OriginalLength, packet.InterfaceIndex));
        }

        return [.. packets];
    }
}
