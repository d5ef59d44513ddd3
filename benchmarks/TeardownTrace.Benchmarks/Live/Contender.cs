using System.Globalization;
using System.Text.RegularExpressions;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Benchmarks.Live;

/// <summary>A program that captures in the rate test, and how it tells what it saw and lost.</summary>
/// <param name="Name">How the table calls it.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Seen">Finds the packets that it saw, in a group named count.</param>
/// <param name="Lost">Finds the packets that it lost; every match counts.</param>
internal sealed partial record Contender(string Name, string[] Command, Regex Seen, Regex Lost)
{
    /// <summary>Connections that fit into the table where verdicts are to fall due during a replay of seconds.</summary>
    private const string FullTable = "60000";

    /// <summary>tcpdump that throws everything away.</summary>
    /// <param name="bufferKib">Its buffer in the kernel; null as it is without being asked.</param>
    public static Contender Tcpdump(string? bufferKib) => new(
        bufferKib is null ? "tcpdump" : $"tcpdump -B {bufferKib}",
        ["tcpdump", "-i", TwoHosts.Device, "-w", "/dev/null", "-s", "128", "-Z", "root", .. bufferKib is null ? (string[])[] : ["-B", bufferKib]],
        SeenByTcpdump(),
        LostByTcpdump());

    /// <summary>Our program without rows: every packet is tracked, and no verdict falls due while packets come.</summary>
    public static Contender Live(string program) =>
        new("live", [program, "live", "-i", TwoHosts.Device, "--stats-every", "0"], SeenByLive(), LostByLive());

    /// <summary>Our program with a table that is full soon: as many verdicts and rows as connections come, as after hours.</summary>
    public static Contender LiveWithRows(string program) => new(
        "live, full, rows",
        [program, "live", "-i", TwoHosts.Device, "--stats-every", "0", "--max-connections", FullTable, "--csv", "/dev/null"],
        SeenByLive(),
        LostByLive());

    /// <summary>What a program said at its end.</summary>
    /// <exception cref="InvalidDataException">It did not say it.</exception>
    public (long Seen, long Lost) Read(string told)
    {
        Match seen = Seen.Match(told);
        MatchCollection lost = Lost.Matches(told);
        if (!seen.Success || lost.Count == 0)
            throw new InvalidDataException($"{Name} does not tell what it saw and lost: {told}");
        return (Count(seen), lost.Sum(Count));
    }

    private static long Count(Match match) => long.Parse(match.Groups["count"].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<count>\d+) packets? captured", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeenByTcpdump();

    [GeneratedRegex(@"(?<count>\d+) packets? dropped by", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LostByTcpdump();

    [GeneratedRegex(@"(?<count>[\d,]+) packets? · ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SeenByLive();

    [GeneratedRegex(@"(?<count>[\d,]+) (packets? )?by the (kernel|interface)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LostByLive();
}
