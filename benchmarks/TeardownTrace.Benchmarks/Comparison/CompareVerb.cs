using System.Globalization;
using TeardownTrace.Capture;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Comparison;

/// <summary><c>compare</c>: the published program and every peer that is installed, alternately, as whole processes on the same file.</summary>
internal static class CompareVerb
{
    private const int PacketsOfSlice = 500_000;

    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        var given = new Arguments(args, "capture", "program", "peers", "runs", "slice");
        string capture = given.Required("capture");
        int runs = given.Number("runs", 5);
        int slice = given.Number("slice", PacketsOfSlice);
        string[] wanted = given.Text("peers", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        List<PeerRuns> peers =
        [
            .. PeerTable.All(given.Required("program"))
                .Where(peer => wanted.Length == 0 || wanted.Contains(peer.Name, StringComparer.Ordinal))
                .Where(IsInstalled)
                .Select(peer => new PeerRuns(peer)),
        ];
        string folder = Directory.CreateTempSubdirectory("teardowntrace-compare").FullName;
        try
        {
            long packets = CountPackets(capture);
            for (int run = 0; run < runs; run++)
            {
                foreach (PeerRuns peer in peers)
                    peer.Run(capture, slice, folder, packets);
            }

            Print(peers, capture, packets);
            return peers.TrueForAll(peer => peer.IsSound) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsInstalled(Peer peer)
    {
        bool found = Tool.IsInstalled(peer.Executable);
        if (!found)
            Console.Error.WriteLine($"{peer.Name}: not installed");
        return found;
    }

    /// <summary>Reads the capture once, which also brings it into the page cache.</summary>
    private static long CountPackets(string capture)
    {
        using IPacketSource source = CaptureFiles.Open(capture, new CaptureFileOptions());
        var batch = new PacketBatch();
        long packets = 0;
        while (source.TryRead(batch))
            packets += batch.Count;
        return packets;
    }

    private static void Print(List<PeerRuns> peers, string capture, long packets)
    {
        double? reference = peers.Find(peer => peer.Name == PeerTable.Reference)?.Wall;
        double[] loads = [.. File.ReadAllText("/proc/loadavg").Split(' ').Take(3).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Console.WriteLine($"{packets:N0} packets, {new FileInfo(capture).Length:N0} bytes; {Environment.ProcessorCount} processors; load average at the end {loads[0]:F1} {loads[1]:F1} {loads[2]:F1}");
        Console.WriteLine();
        Console.WriteLine($"| program | runs | wall s (median) | fastest | user s | system s | peak MiB | M packets/s | times {PeerTable.Reference} |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (PeerRuns peer in peers)
        {
            string ratio = reference is double wall ? (peer.Wall / wall).ToString("F2", CultureInfo.InvariantCulture) : "";
            Console.WriteLine(
                $"| {peer.Name}{(peer.IsSliced ? " (slice, scaled)" : "")}{(peer.IsSound ? "" : " FAILED")} | {peer.Count} | {peer.Wall:F3} | {peer.Fastest:F3} | {peer.User:F2} | {peer.System:F2} | {peer.PeakMebibytes:F0} | {packets / peer.Wall / 1e6:F2} | {ratio} |");
        }
    }
}
