using TeardownTrace.Analysis.Recent;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;
using TeardownTrace.Reporting.Output;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Reporting.Tests.Output;

/// <summary>A process that writes packets as fast as it can is killed (SIGKILL): what it wrote can be read, and the next run mends the last file.</summary>
public sealed class FlaggedPacketsKillTests
{
    private const int Kills = 3;

    private static RotationOptions Options => new() { SizeBytes = 3_000_000 };

    [Fact]
    public void A_killed_run_leaves_files_that_can_be_read()
    {
        using TemporaryFolder folder = new();
        string path = folder.Path("ring.pcapng");
        HashSet<string> seen = [];
        long all = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            KilledWriter.RunAndKill($"{nameof(FlaggedPacketsKillTests)}.{nameof(Writes_until_it_is_killed)}", path, files: 2 + (kill % 2));
            foreach (string file in Directory.EnumerateFiles(folder.FullName).Where(file => new FileInfo(file).Length > 0))
            {
                long packets = PacketsIn(file, out CaptureProblem? problem);
                bool isMended = !seen.Add(file);
                if (isMended)
                    Assert.Null(problem);
                else if (Tshark.IsInstalled)
                    Assert.Equal(packets, Tshark.Fields(file, "frame.number").Length);
                all += packets;
            }
        }

        Assert.True(seen.Count > Kills, $"only {seen.Count} files were written");
        Assert.True(all > 10_000, $"only {all} packets were written");
        Open(path, new RecentPackets(RecentPackets.LeastBytes), []).Dispose();
        foreach (string file in Directory.EnumerateFiles(folder.FullName))
        {
            PacketsIn(file, out CaptureProblem? problem);
            Assert.Null(problem);
        }
    }

    /// <summary>What the killed process does: started by the test above, in a process of its own.</summary>
    [Fact(Explicit = true)]
    public void Writes_until_it_is_killed()
    {
        using MemoryPacketSource source = new(RingTraffic.Reset(connections: 50, segments: 20, payload: 300, 1));
        RecentPackets recent = new(RecentPackets.LeastBytes);
        ConnectionReport[] reports = [.. AnalysedCapture.Of(new RememberedSource(source, recent)).Rows];
        using FlaggedPackets ring = Open(KilledWriter.Path, recent, source.Interfaces);
        PacketBatch batch = new();
        KilledWriter.WriteUntilKilled(() =>
        {
            ring.Write(reports);
            source.Rewind();
            while (source.TryRead(batch))
                recent.Add(batch, source.Interfaces);
            return ring.Path;
        });
    }

    private static FlaggedPackets Open(string path, RecentPackets recent, IReadOnlyList<CaptureInterface> interfaces)
    {
        FlaggedPackets ring = new(path, recent, interfaces, [], Options, "teardowntrace", RotatedFiles.Start);
        ring.Begin();
        return ring;
    }

    private static long PacketsIn(string path, out CaptureProblem? problem)
    {
        using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
        PacketBatch batch = new();
        long packets = 0;
        while (source.TryRead(batch))
            packets += batch.Count;
        problem = source.Problems.Count > 0 ? source.Problems[0] : null;
        return packets;
    }
}
