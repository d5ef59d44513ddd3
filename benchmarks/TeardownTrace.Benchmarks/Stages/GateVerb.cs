using System.Runtime.CompilerServices;
using TeardownTrace.Analysis;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Analysis.Tracking;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Benchmarks.Stages;

/// <summary>
/// <c>gate</c>: allocated bytes, by differences between two runs that are alike but for one thing. Bytes repeat from run to run where times
/// do not, so that a build can be judged by them. Warmed by a run that is not counted.
/// </summary>
internal static class GateVerb
{
    private const int Fails = 1;
    private const int Connections = 4000;

    /// <summary>
    /// An entry of the slab, two or more slots of the table, and what growing by doubling threw away: allocated over a run, not resident. 291 were measured; a
    /// tenth more is for the runtime, and less than the cache line that an entry grows by.
    /// </summary>
    private const double BytesAConnection = 320;

    /// <summary>The same, and its report while it waits for its turn. 316 were measured; a tenth more, too.</summary>
    private const double BytesAConnectionAndReport = 348;

    /// <summary>Mapped windows and what leases them: some objects per many thousand packets. One object per packet would be 24 bytes.</summary>
    private const double BytesAPacket = 0.1;

    /// <summary>Rounding and the windows of the packets between; anything kept per connection would be 8 bytes at least.</summary>
    private const double BytesAReplacement = 1;

    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        var given = new Arguments(args, "threads");
        int threads = given.Number("threads", 1);
        string folder = Directory.CreateTempSubdirectory("teardowntrace-gate").FullName;
        try
        {
            return Judge(new GateTraffic(folder), threads) ? 0 : Fails;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Judge(GateTraffic traffic, int threads)
    {
        int entry = Unsafe.SizeOf<FlowTable<FlowKeyV4>.Entry>();
        Console.WriteLine($"a tracked connection over IPv4 is {entry} bytes, its report {Unsafe.SizeOf<ConnectionReport>()}");
        bool holds = true;
        foreach (bool deliver in (bool[])[false, true])
        {
            string rows = deliver ? "with reports" : "without reports";
            holds &= Holds(
                $"bytes a packet of connections under way, {rows}",
                traffic.Packets(Connections, dataSegments: 10), traffic.Packets(Connections, dataSegments: 200), threads, deliver, perPacket: true, BytesAPacket);
            holds &= Holds(
                $"bytes a connection that is kept, {rows}",
                traffic.Packets(Connections, dataSegments: 10), traffic.Packets(4 * Connections, dataSegments: 10), threads, deliver, perPacket: false, deliver ? BytesAConnectionAndReport : BytesAConnection);
            holds &= Holds(
                $"bytes a connection that replaces one long forgotten, {rows}",
                traffic.Churn(seconds: 1600), traffic.Churn(seconds: 6400), threads, deliver, perPacket: false, BytesAReplacement);
        }

        return holds;
    }

    private static bool Holds(string what, string smaller, string larger, int threads, bool deliver, bool perPacket, double limit)
    {
        Measure(larger, threads, deliver);
        (long smallBytes, AnalysisTotals small) = Measure(smaller, threads, deliver);
        (long largeBytes, AnalysisTotals large) = Measure(larger, threads, deliver);
        long more = perPacket ? large.Packets - small.Packets : large.Connections - small.Connections;
        double each = (double)(largeBytes - smallBytes) / more;
        bool holds = each <= limit;
        Console.WriteLine($"{(holds ? "ok  " : "FAIL")} {each,10:F3} of at most {limit,8:F2}  {what} ({largeBytes - smallBytes:N0} bytes more for {more:N0})");
        return holds;
    }

    private static (long Bytes, AnalysisTotals Totals) Measure(string capture, int threads, bool deliver)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        using var analysis = new TeardownAnalysis(new AnalysisOptions { Threads = threads, DeliverReports = deliver });
        using (IPacketSource source = CaptureFiles.Open(capture, new CaptureFileOptions()))
        {
            while (analysis.Advance(source))
            {
            }
        }

        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        return (bytes, analysis.Totals);
    }
}
