using System.Diagnostics;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Stages;

/// <summary><c>stages</c>: what each stage costs a packet, on one thread and on two. Stages alternate, so that a busy moment of the machine hits all.</summary>
internal static class StagesVerb
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        var given = new Arguments(args, "capture", "runs", "threads", "stage");
        string capture = given.Required("capture");
        int runs = given.Number("runs", 5);
        int most = given.Number("threads", 2);
        string only = given.Text("stage", "");
        List<Measured> measured =
        [
            .. from threads in Enumerable.Range(1, most)
               from stage in StageTable.All
               where (threads == 1 || stage.TakesThreads) && (only.Length == 0 || only == stage.Name)
               select new Measured(stage, threads),
        ];

        // The first pass is for the compiler and the page cache.
        for (int run = 0; run <= runs; run++)
        {
            foreach (Measured one in measured)
                one.Take(capture, keep: run > 0);
        }

        Print(measured);
        return 0;
    }

    private static void Print(List<Measured> measured)
    {
        Console.WriteLine("| stage | threads | wall s | ns/packet | of it, this stage | CPU ns/packet | M packets/s | MB allocated |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        Measured? before = null;
        foreach (Measured one in measured)
        {
            double added = one.NsAPacket - (before is null || before.Threads != one.Threads ? 0 : before.NsAPacket);
            Console.WriteLine(
                $"| {one.Stage.Name} | {one.Threads} | {one.NsAPacket * one.Packets / NanosecondsPerSecond:F3} | {one.NsAPacket:F1} | {added:F1} | {one.CpuNsAPacket:F1} | {1000 / one.NsAPacket:F1} | {one.Allocated / 1e6:F1} |");
            before = one;
        }
    }

    private sealed class Measured(Stage stage, int threads)
    {
        private readonly List<double> _wall = [];
        private readonly List<double> _cpu = [];

        public Stage Stage => stage;

        public int Threads => threads;

        public long Packets { get; private set; }

        public long Allocated { get; private set; }

        public double NsAPacket => Median.Of(_wall) / Packets;

        public double CpuNsAPacket => Median.Of(_cpu) / Packets;

        public void Take(string capture, bool keep)
        {
            using var process = Process.GetCurrentProcess();
            long allocated = GC.GetTotalAllocatedBytes();
            TimeSpan cpu = process.TotalProcessorTime;
            long start = Stopwatch.GetTimestamp();
            using (IPacketSource source = CaptureFiles.Open(capture, new CaptureFileOptions()))
                Packets = stage.Run(source, threads);
            double wall = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            process.Refresh();
            if (!keep)
                return;
            _wall.Add(wall);
            _cpu.Add((process.TotalProcessorTime - cpu).TotalNanoseconds);
            Allocated = GC.GetTotalAllocatedBytes() - allocated;
        }
    }
}
