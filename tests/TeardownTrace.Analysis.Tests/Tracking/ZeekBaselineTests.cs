namespace TeardownTrace.Analysis.Tests.Tracking;

/// <summary>Zeek's own test baselines for captures that it shares with ours: one row a connection, as its conn.log has it.</summary>
public sealed class ZeekBaselineTests
{
    private const int FileColumn = 0;
    private const int PeerColumn = 1;
    private const int NumberColumn = 2;
    private const int FirstEndColumn = 3;
    private const int StateColumn = 17;
    private const int HistoryColumn = 18;

    // Rows that Zeek answers otherwise, each for its reason.
    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["close-mixed.pcap 4"] = "Zeek ends the connection five seconds after its reset",
        ["close-mixed.pcap 5"] = "and takes what comes fifteen seconds later for another one",
        ["enc-gtp-fragments.pcap 0"] = "a fragment whose rest is missing is a gap to Zeek; here its TCP header counts",
        ["fmt-pcapng-gzip.pcapng.gz 0"] = "X tells of a limit of Zeek's application analysers",
        ["half-open-mixed.pcap 10"] = "run without Zeek's default scripts, so without likely server ports: no swap",
        ["odd-checksums.pcap 0"] = "checksums verified",
        ["odd-checksums.pcap 1"] = "checksums verified",
    };

    [Fact]
    public void States_and_histories_are_those_of_Zeek_on_its_own_captures()
    {
        string folder = FindCaptures();
        var wrong = new List<string>();
        var captures = new Dictionary<string, ZeekReplay>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(Path.Combine(folder, "PEERS.tsv")))
        {
            string[] row = line.Split('\t');
            if (row[PeerColumn] != "zeek")
                continue;
            if (!captures.TryGetValue(row[FileColumn], out ZeekReplay? replay))
                captures.Add(row[FileColumn], replay = ZeekReplay.Of(Path.Combine(folder, row[FileColumn])));
            string name = $"{row[FileColumn]} {row[NumberColumn]}";
            if (IsAmong(replay, row) == Otherwise.ContainsKey(name))
                wrong.Add($"{name}: Zeek {row[StateColumn]} {row[HistoryColumn]}, here {Found(replay, row)}");
        }

        Assert.NotEmpty(captures);
        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private static bool IsAmong(ZeekReplay replay, string[] row) =>
        replay.Connections.Exists(connection => Concerns(row, connection)
            && connection.State == row[StateColumn] && connection.History == row[HistoryColumn]);

    private static string Found(ZeekReplay replay, string[] row) =>
        string.Join(", ", replay.Connections.Where(connection => Concerns(row, connection))
            .Select(connection => $"{connection.State} {connection.History}"));

    // Some baselines name no addresses; their captures hold one connection.
    private static bool Concerns(string[] row, ZeekReplayedConnection connection)
    {
        string a = $"{row[FirstEndColumn]} {row[FirstEndColumn + 1]}";
        string b = $"{row[FirstEndColumn + 2]} {row[FirstEndColumn + 3]}";
        return row[FirstEndColumn].Length == 0
            || (connection.Client == a && connection.Server == b) || (connection.Client == b && connection.Server == a);
    }

    private static string FindCaptures()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TeardownTrace.sln")))
            folder = folder.Parent;
        string captures = Path.Combine(folder?.FullName ?? "", "..", "shared", "captures", "real");
        Assert.SkipUnless(File.Exists(Path.Combine(captures, "PEERS.tsv")), "../shared/captures/real is not here");
        return captures;
    }
}
