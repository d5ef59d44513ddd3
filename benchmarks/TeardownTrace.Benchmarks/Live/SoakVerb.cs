using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>
/// <c>soak</c>: <c>live</c> under a steady load of real connections. The table fills until the first connections leave it again, 115 s after
/// their end or when it is full; from then on memory must be flat.
/// </summary>
internal static partial class SoakVerb
{
    private const int Fails = 1;
    private const int LinesPrinted = 20;
    private const int KeptAfterEndSeconds = 115; // README, Live: verdicts are final then
    private const int RowsAFile = 20_000;
    private const int FilesKept = 3;

    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        var given = new Arguments(args, "program", "seconds", "longest", "rate", "hosts", "max-connections");
        string program = given.Required("program");
        int seconds = given.Number("seconds", 1200);
        int longest = Math.Max(seconds, given.Number("longest", seconds));
        int rate = given.Number("rate", 5000);
        int addresses = given.Number("hosts", ClientAddresses.Most);
        int most = given.Number("max-connections", 1_000_000);
        CheckBounds(seconds, rate, addresses, most);
        using var interruption = new Interruption();
        using var hosts = new TwoHosts();
        ClientAddresses.GiveTo(hosts);
        string folder = Directory.CreateTempSubdirectory("teardowntrace-soak").FullName;
        try
        {
            using var live = new CaptureProgram(
                hosts.Client, program, "live", "-i", TwoHosts.Device, "--max-connections", Text(most), "--stats-every", "5", "--hosts", "3",
                "--json", Path.Combine(folder, "rows.json"), "--rotate-rows", Text(RowsAFile), "--keep", Text(FilesKept));
            var traffic = new SteadyTraffic(hosts, rate, addresses);
            List<SoakSample> samples = Watch(live, traffic, seconds, longest, (long)seconds * rate, interruption.Token);
            interruption.Token.ThrowIfCancellationRequested();
            return Judge(live, traffic, samples, (long)seconds * rate, folder) ? 0 : Fails;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void CheckBounds(int seconds, int rate, int addresses, int most)
    {
        if (rate == 0 || most == 0 || addresses is 0 or > ClientAddresses.Most)
            throw new RefusalException($"--rate, --max-connections and --hosts are at least 1, --hosts at most {ClientAddresses.Most:N0}");
        if ((long)addresses * SteadyTraffic.Ports < (long)seconds * rate)
            throw new RefusalException($"--hosts {addresses:N0}: a 4-tuple would come twice; take more, fewer --seconds or a lower --rate");
        double full = Math.Min(KeptAfterEndSeconds, (double)most / rate);
        if (seconds / 2 <= full)
            throw new RefusalException($"--seconds {seconds}: memory is flat after {full:F0} s, and the last half is judged: take more than {2 * full:F0}, or fewer --max-connections");
    }

    /// <summary>Plays the traffic, and looks at the program every second: so long, and on a slow machine until as many connections were made as it was meant to take.</summary>
    private static List<SoakSample> Watch(CaptureProgram live, SteadyTraffic traffic, int seconds, int longest, long connections, CancellationToken interrupted)
    {
        List<SoakSample> samples = [];
        Console.WriteLine("| s | connections made | packets | lost | open | resident MiB | CPU s |");
        Console.WriteLine("|--:|--:|--:|--:|--:|--:|--:|");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        double cpuBefore = live.CpuSeconds;
        long packetsBefore = live.InterfacePackets;
        var clock = Stopwatch.StartNew();
        Task played = Task.Run(() => traffic.Play(stop.Token), CancellationToken.None);
        for (int second = 1; second <= longest && (second <= seconds || traffic.Made < connections) && !played.IsCompleted; second++)
        {
            TimeSpan rest = (second * SampleInterval) - clock.Elapsed;
            if (rest > TimeSpan.Zero && interrupted.WaitHandle.WaitOne(rest))
                break;
            if (!live.IsRunning)
                break;
            (long lost, long open) = ReadLine(live.LastErrorWith("by the kernel"));
            var sample = new SoakSample(
                clock.Elapsed.TotalSeconds, live.ResidentKibibytes, traffic.Made, live.InterfacePackets - packetsBefore, lost, open, live.CpuSeconds - cpuBefore);
            samples.Add(sample);
            if (second % Math.Max(1, seconds / LinesPrinted) == 0)
                Console.WriteLine($"| {sample.Seconds:F0} | {sample.Made:N0} | {sample.Packets:N0} | {sample.Lost:N0} | {sample.Open:N0} | {sample.ResidentKibibytes / 1024.0:F1} | {sample.CpuSeconds:F1} |");
        }

        stop.Cancel();
        played.GetAwaiter().GetResult();
        return samples;
    }

    private static bool Judge(CaptureProgram live, SteadyTraffic traffic, List<SoakSample> samples, long connections, string folder)
    {
        long peak = live.IsRunning ? live.PeakKibibytes : 0;
        (int exitCode, string told) = live.Stop();
        Console.WriteLine();
        if (exitCode is not (0 or 4) || peak == 0 || samples.Count == 0)
        {
            Console.WriteLine($"FAIL it ended with exit code {exitCode} after {samples.Count} s: {told}");
            return false;
        }

        SoakSample end = samples[^1];
        Console.WriteLine($"{end.Packets / end.Seconds:N0} packets a second; {end.CpuSeconds / end.Seconds:P0} of one processor, of {Environment.ProcessorCount}");
        WrittenRows rows = WrittenRows.Read(folder);
        Console.WriteLine($"{rows.Evicted:N0} connections were reported before their time because the table was full; most memory ever {peak / 1024.0:F1} MiB");
        var judgement = new SoakJudgement();
        judgement.Memory(samples);
        judgement.Load(end, connections);
        judgement.Rows(rows, traffic.Made, traffic.Resets);
        judgement.Exit(exitCode, rows.Lost);
        return judgement.Holds;
    }

    private static (long Lost, long Open) ReadLine(string? line)
    {
        Match match = StatisticsLine().Match(line ?? "");
        return match.Success ? (Count(match, "kernel") + Count(match, "interface"), Count(match, "open")) : (0, 0);
    }

    private static long Count(Match match, string group) => long.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"lost (?<kernel>[\d,]+) by the kernel, (?<interface>[\d,]+) by the interface; (?<open>[\d,]+) open", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatisticsLine();
}
