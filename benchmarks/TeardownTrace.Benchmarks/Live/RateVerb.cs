using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>
/// <c>rate</c>: the highest rate at which tcpdump, throwing everything away, loses nothing of a replayed capture; then the same rate for
/// our program. Where that loses, its own highest rate.
/// </summary>
internal static class RateVerb
{
    private const int Fails = 1;
    private const int Halvings = 6;

    /// <summary>A rate that was lossless once but not always is lowered by this.</summary>
    private const double StepDown = 0.95;
    private const int StepsDown = 6;

    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        var given = new Arguments(args, "capture", "program", "runs", "tcpdump-buffer");
        string capture = Path.GetFullPath(given.Required("capture"));
        string program = given.Required("program");
        int runs = Math.Max(1, given.Number("runs", 3));
        string buffer = given.Text("tcpdump-buffer", "");
        if (!File.Exists(capture))
            throw new RefusalException($"--capture {capture}: there is no such file");
        foreach (string tool in (string[])["tcpdump", "tcpreplay"])
        {
            if (!Testing.Network.Tool.IsInstalled(tool))
                throw new PlatformNotSupportedException($"{tool} is not installed");
        }

        using var interruption = new Interruption();
        using var hosts = new TwoHosts();
        Console.WriteLine("| program | asked packets/s | sent | packets/s | lost | CPU s | of one processor |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
        Contender tcpdump = Contender.Tcpdump(buffer.Length == 0 ? null : buffer);
        Whole highest = HighestWhole(Trial(hosts, tcpdump, capture, interruption.Token), runs)
            ?? throw new InvalidDataException("tcpdump loses packets at every rate that was tried: the machine is too busy to measure");
        Console.WriteLine($"{tcpdump.Name}: nothing is lost at {highest}, {runs} times");
        bool holds = true;
        foreach (Contender ours in (Contender[])[Contender.Live(program), Contender.LiveWithRows(program)])
        {
            Func<double?, Replay> trial = Trial(hosts, ours, capture, interruption.Token);
            Whole? same = Repeat(trial, highest.Asked, runs);
            holds &= same is not null;
            Console.WriteLine(same is not null
                ? $"ok   {ours.Name}: nothing is lost at {same}, {runs} times; beside {tcpdump.Name} the sender came to {highest.Sent:N0}"
                : $"FAIL {ours.Name}: packets are lost at that rate; none at {HighestWhole(trial, runs)?.ToString() ?? "no rate that was tried"}");
        }

        return holds ? 0 : Fails;
    }

    /// <summary>The highest rate at which nothing is lost in so many runs; null where something is at every rate.</summary>
    private static Whole? HighestWhole(Func<double?, Replay> trial, int runs)
    {
        if (Repeat(trial, rate: null, runs) is Whole fastest)
            return fastest;
        double whole = 0;
        double lossy = trial(null).Rate;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (whole + lossy) / 2;
            if (trial(middle).IsWhole)
                whole = middle;
            else
                lossy = middle;
        }

        for (int i = 0; i < StepsDown && whole > 0; i++, whole *= StepDown)
        {
            if (Repeat(trial, whole, runs) is Whole found)
                return found;
        }

        return null;
    }

    /// <summary>The same rate again and again; null as soon as something is lost.</summary>
    private static Whole? Repeat(Func<double?, Replay> trial, double? rate, int runs)
    {
        double sent = double.PositiveInfinity;
        for (int run = 0; run < runs; run++)
        {
            Replay replay = trial(rate);
            if (!replay.IsWhole)
                return null;
            sent = Math.Min(sent, replay.Rate);
        }

        return new Whole(rate, sent);
    }

    private static Func<double?, Replay> Trial(TwoHosts hosts, Contender contender, string capture, CancellationToken interrupted) => rate =>
    {
        interrupted.ThrowIfCancellationRequested();
        Replay replay = Replay.Of(hosts, contender, Places.OfThisMachine, capture, rate);
        // What is not told as lost and yet was not seen counts as lost.
        long lost = Math.Max(replay.Lost, replay.Sent - replay.Seen);
        Console.WriteLine(
            $"| {contender.Name} | {Name(rate)} | {replay.Sent:N0} | {replay.Rate:N0} | {lost:N0} | {replay.CpuSeconds:F2} | {replay.CpuSeconds / replay.Seconds:P0} |");
        return replay;
    };

    private static string Name(double? rate) => rate is double packets ? $"{packets:N0}" : "as many as can be sent";

    /// <summary>A rate at which nothing was lost.</summary>
    /// <param name="Asked">What the sender was asked for, packets a second; null: as many as it can send.</param>
    /// <param name="Sent">What it sent at least: the program takes time of processors from it.</param>
    private sealed record Whole(double? Asked, double Sent)
    {
        public override string ToString() => $"{Sent:N0} packets a second or more (asked for: {Name(Asked)})";
    }
}
