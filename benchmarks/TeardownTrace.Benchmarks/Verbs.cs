using System.Net.Sockets;
using TeardownTrace.Benchmarks.Cases;
using TeardownTrace.Benchmarks.Checking;
using TeardownTrace.Benchmarks.Comparison;
using TeardownTrace.Benchmarks.Generation;
using TeardownTrace.Benchmarks.Live;
using TeardownTrace.Benchmarks.Stages;

namespace TeardownTrace.Benchmarks;

/// <summary>What the program does, one row each.</summary>
internal static class Verbs
{
    private const int Failed = 1;
    private const int Usage = 2;
    private const int Interrupted = 130;

    private static readonly Row[] All =
    [
        new("generate", "short|bulk|flood --out FILE [--connections N] [--open N] [--rate N] [--seed S] [--snaplen N] [--syns N] [--syn-rate N]", GenerateVerb.Run),
        new("check", "--capture FILE [--truth FILE] [--threads N] [--max-connections N]", CheckVerb.Run),
        new("compare", "--capture FILE --program DIR [--peers A,B] [--runs N] [--slice N]", CompareVerb.Run),
        new("stages", "--capture FILE [--runs N] [--threads N] [--stage NAME]", StagesVerb.Run),
        new("gate", "[--threads N]", GateVerb.Run),
        new("soak", "--program FILE [--seconds N] [--longest N] [--rate N] [--hosts N] [--max-connections N]", SoakVerb.Run),
        new("rate", "--capture FILE --program FILE [--runs N] [--tcpdump-buffer KIB]", RateVerb.Run),
        new("cases", "[arguments of BenchmarkDotNet]", CasesVerb.Run) { HasOwnHelp = true },
    ];

    /// <summary>Runs a verb.</summary>
    /// <param name="args">The verb and its arguments.</param>
    /// <returns>Exit code.</returns>
    public static int Run(string[] args)
    {
        foreach (Row row in All)
        {
            if (args.Length == 0 || row.Name != args[0])
                continue;
            if (args.Contains("--help") && !row.HasOwnHelp)
            {
                Console.WriteLine($"{row.Name} {row.Arguments}");
                return 0;
            }

            try
            {
                return row.Run(args[1..]);
            }
            catch (Exception e) when (e is RefusalException or ArgumentException or PlatformNotSupportedException)
            {
                Console.Error.WriteLine($"{row.Name}: {e.Message}");
                return Usage;
            }
            catch (Exception e) when (e is IOException or InvalidDataException or InvalidOperationException or TimeoutException or SocketException)
            {
                // Caught so that what the verb has set up is taken down.
                Console.Error.WriteLine($"{row.Name}: {e.Message}");
                return Failed;
            }
            catch (OperationCanceledException)
            {
                return Interrupted;
            }
        }

        foreach (Row row in All)
            Console.Error.WriteLine($"{row.Name} {row.Arguments}");
        return Usage;
    }

    private sealed record Row(string Name, string Arguments, Func<string[], int> Run)
    {
        public bool HasOwnHelp { get; init; }
    }
}
