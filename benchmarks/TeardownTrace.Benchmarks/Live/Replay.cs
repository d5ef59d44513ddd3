using System.Globalization;
using System.Text.RegularExpressions;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>A capture sent over the line at a rate, while a program captures at the other end.</summary>
/// <param name="Sent">Packets sent.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Seen">Packets that the program saw.</param>
/// <param name="Lost">Packets that it says were lost.</param>
/// <param name="CpuSeconds">Time of processors that it took for them.</param>
internal sealed partial record Replay(long Sent, double Seconds, long Seen, long Lost, double CpuSeconds)
{
    private const double LeastProgress = 0.02; // CPU seconds a look: two ticks

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Packets a second that were sent.</summary>
    public double Rate => Sent / Seconds;

    /// <summary>Whether every packet that was sent was seen, and none is said to be lost.</summary>
    public bool IsWhole => Lost == 0 && Seen >= Sent;

    /// <summary>Makes one.</summary>
    /// <param name="hosts">From the client to the server, where the program captures.</param>
    /// <param name="contender">The program.</param>
    /// <param name="places">Who runs on which processors.</param>
    /// <param name="capture">What is sent; read into memory before.</param>
    /// <param name="rate">Packets a second; null for as many as can be sent.</param>
    public static Replay Of(TwoHosts hosts, Contender contender, Places places, string capture, double? rate)
    {
        using var program = new CaptureProgram(hosts.Server, [.. places.Program, .. contender.Command]);
        double cpuBefore = program.CpuSeconds;
        string speed = rate is double packets ? $"--pps={packets.ToString("F0", CultureInfo.InvariantCulture)}" : "--topspeed";
        string[] sender = [.. places.Sender, "tcpreplay", "-i", TwoHosts.Device, "--preload-pcap", speed, capture];
        string told = hosts.Client.Execute(sender);
        double cpu = AwaitRest(program) - cpuBefore;
        (long seen, long lost) = contender.Read(program.Stop().Told);
        Match actual = Actual().Match(told);
        if (!actual.Success)
            throw new InvalidDataException($"tcpreplay does not tell what it sent: {told}");
        return new Replay(
            long.Parse(actual.Groups["packets"].ValueSpan, CultureInfo.InvariantCulture),
            double.Parse(actual.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture), seen, lost, cpu);
    }

    /// <summary>Waits until the program has nothing left to read, so that what waits in the kernel is not taken for lost.</summary>
    private static double AwaitRest(CaptureProgram program)
    {
        using var never = new ManualResetEventSlim();
        double before;
        double after = program.CpuSeconds;
        do
        {
            never.Wait(Look);
            before = after;
            after = program.CpuSeconds;
        }
        while (after - before > LeastProgress);
        return after;
    }

    [GeneratedRegex(@"Actual: (?<packets>\d+) packets \(\d+ bytes\) sent in (?<seconds>[\d.]+) seconds", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Actual();
}
