using System.Diagnostics;

namespace TeardownTrace.Benchmarks.Generation;

/// <summary><c>generate</c>: writes a capture and its truth.</summary>
internal static class GenerateVerb
{
    private const int HeadersOnly = 96;
    private const int Whole = 65535;

    /// <summary>Runs it.</summary>
    public static int Run(string[] args)
    {
        var given = new Arguments(args, "out", "connections", "open", "rate", "seed", "snaplen", "syns", "syn-rate");
        TrafficOptions options = OptionsFor(given);
        var watch = Stopwatch.StartNew();
        using (var generator = new TrafficGenerator(options))
        {
            generator.Run();
            Console.WriteLine($"{generator.Packets:N0} packets, {generator.Labels:N0} labelled connections, {generator.PeakOpen:N0} open at once at most");
        }

        long bytes = new FileInfo(options.Path).Length;
        Console.WriteLine($"{options.Path}: {bytes:N0} bytes in {watch.Elapsed.TotalSeconds:F1} s; {TrafficGenerator.TruthPath(options.Path)}");
        return 0;
    }

    private static TrafficOptions OptionsFor(Arguments given)
    {
        string kind = given.Words is [string only] ? only : throw new RefusalException("short, bulk or flood");
        TrafficOptions preset = PresetOf(kind, given.Required("out"));
        return preset with
        {
            Connections = given.Number("connections", preset.Connections),
            Open = given.Number("open", preset.Open),
            PerSecond = given.Number("rate", preset.PerSecond),
            Seed = given.Number("seed", preset.Seed),
            SnapLength = given.Number("snaplen", preset.SnapLength),
            Syns = given.Number("syns", preset.Syns),
            SynsPerSecond = given.Number("syn-rate", preset.SynsPerSecond),
        };
    }

    /// <summary>What a kind of traffic is unless told otherwise.</summary>
    public static TrafficOptions PresetOf(string kind, string path)
    {
        var some = new TrafficOptions
        {
            Path = path,
            Scripts = ShortScripts.All,
            Connections = 1_000_000,
            Open = 50_000,
            PerSecond = 5_000,
            SnapLength = HeadersOnly,
            Seed = 1,
        };
        return kind switch
        {
            "short" => some,
            "bulk" => some with { Scripts = BulkScripts.All, Connections = 50_000, Open = 10_000, PerSecond = 1_000, SnapLength = Whole },
            "flood" => some with
            {
                Scripts = ShortScripts.Established,
                Connections = 10_000,
                Open = 500,
                PerSecond = 100,
                Syns = 20_000_000,
                SynsPerSecond = 200_000,
                Unlabelled = "unanswered",
            },
            _ => throw new RefusalException($"'{kind}' is none of short, bulk and flood"),
        };
    }
}
