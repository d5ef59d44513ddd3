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

    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        var given = new Arguments(args, "capture", "program", "runs", "tcpdump-buffer");
        string capture = Path.GetFullPath(given.Required("capture"));
        string program = given.Required("program");
        int runs = Math.Max(1, given.Number("runs", 3));
        string buffer = given.Text("tcpdump-buffer", "");
        if (!File.Exists(capture))
            throw new ArgumentException($"--capture {capture}: there is no such file", nameof(args));
        foreach (string tool in (string[])["tcpdump", "tcpreplay"])
        {
            if (!Testing.Network.Tool.IsInstalled(tool))
                throw new PlatformNotSupportedException($"{tool} is not installed");
        }

        using var interruption = new Interruption();
        using var hosts = new TwoHosts();
        Console.WriteLine("| program | asked packets/s | sent | packets/s | lost | CPU s | of one processor |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
        Func<double?, Replay> tcpdump = Trial(hosts, Contender.Tcpdump(buffer.Length == 0 ? null : buffer), capture, interruption.Token);
        double? highest = HighestWhole(tcpdump, runs);
        bool holds = true;
        foreach (Contender ours in (Contender[])[Contender.Live(program), Contender.LiveWithRows(program)])
        {
            Func<double?, Replay> trial = Trial(hosts, ours, capture, interruption.Token);
            bool isWhole = IsWhole(trial, highest, runs);
            holds &= isWhole;
            Console.WriteLine($"{(isWhole ? "ok  " : "FAIL")} {ours.Name}: nothing is lost at {Name(highest)} packets a second, {runs} times");
            if (!isWhole)
                Console.WriteLine($"{ours.Name}: nothing is lost at {Name(HighestWhole(trial, runs))} packets a second");
        }

        return holds ? 0 : Fails;
    }

    /// <summary>The highest rate at which nothing is lost in so many runs; null where that is as fast as can be sent.</summary>
    private static double? HighestWhole(Func<double?, Replay> trial, int runs)
    {
        Replay fastest = trial(null);
        if (fastest.IsWhole && IsWhole(trial, rate: null, runs - 1))
            return null;
        double whole = 0;
        double lossy = fastest.Rate;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (whole + lossy) / 2;
            if (trial(middle).IsWhole)
                whole = middle;
            else
                lossy = middle;
        }

        while (whole > 1 && !IsWhole(trial, whole, runs))
            whole *= StepDown;
        return whole;
    }

    private static bool IsWhole(Func<double?, Replay> trial, double? rate, int runs)
    {
        for (int run = 0; run < runs; run++)
        {
            if (!trial(rate).IsWhole)
                return false;
        }

        return true;
    }

    private static Func<double?, Replay> Trial(TwoHosts hosts, Contender contender, string capture, CancellationToken interrupted) => rate =>
    {
        interrupted.ThrowIfCancellationRequested();
        Replay replay = Replay.Of(hosts, contender, capture, rate);
        // What is not told as lost and yet was not seen counts as lost.
        long lost = Math.Max(replay.Lost, replay.Sent - replay.Seen);
        Console.WriteLine(
            $"| {contender.Name} | {Name(rate)} | {replay.Sent:N0} | {replay.Rate:N0} | {lost:N0} | {replay.CpuSeconds:F2} | {replay.CpuSeconds / replay.Seconds:P0} |");
        return replay;
    };

    private static string Name(double? rate) => rate is double packets ? $"{packets:N0}" : "as many as can be sent";
}
