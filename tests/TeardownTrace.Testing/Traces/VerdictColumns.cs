using System.Collections.Frozen;
using System.Globalization;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Testing.Traces;

/// <summary>The columns of the connection table that a script can state: words through the vocabulary, numbers typed from the specification.</summary>
internal static class VerdictColumns
{
    private static readonly FrozenDictionary<string, Func<ConnectionReport, string>> Numbers =
        new Dictionary<string, Func<ConnectionReport, string>>(StringComparer.Ordinal)
        {
            ["id"] = r => Number(r.Id),
            ["first_frame"] = r => Frame(r.FirstFrame),
            ["last_frame"] = r => Frame(r.LastFrame),
            ["client_ip"] = r => r.ClientAddress.ToString(),
            ["client_port"] = r => Number(r.ClientPort),
            ["server_ip"] = r => r.ServerAddress.ToString(),
            ["server_port"] = r => Number(r.ServerPort),
            ["final_ack_recovered"] = r => r.FinalAckRecovered is bool recovered ? (recovered ? "true" : "false") : "",
            ["reuse_of"] = r => Number(r.ReuseOf),
            ["reuse_gap_s"] = r => Seconds(r.ReuseGapNs),
            ["reuse_seq_delta"] = r => Number(r.ReuseSequenceDelta),
            ["reuse_delay_s"] = r => Seconds(r.ReuseDelayNs),
            ["close_duration_s"] = r => Seconds(r.CloseDurationNs),
            ["half_close_s"] = r => Seconds(r.HalfCloseNs),
            ["close_wait_s"] = r => Seconds(r.CloseWaitNs),
            ["client_fin_frame"] = r => Frame(r.ClientFinFrame),
            ["client_fin_ack_frame"] = r => Frame(r.ClientFinAckFrame),
            ["server_fin_frame"] = r => Frame(r.ServerFinFrame),
            ["server_fin_ack_frame"] = r => Frame(r.ServerFinAckFrame),
            ["rst_frame"] = r => Frame(r.RstFrame),
            ["client_fins"] = r => Number(r.ClientFins),
            ["server_fins"] = r => Number(r.ServerFins),
            ["client_rsts"] = r => Number(r.ClientRsts),
            ["server_rsts"] = r => Number(r.ServerRsts),
            ["client_packets"] = r => Number(r.ClientPackets),
            ["server_packets"] = r => Number(r.ServerPackets),
            ["client_bytes"] = r => Number(r.ClientBytes),
            ["server_bytes"] = r => Number(r.ServerBytes),
            ["client_retransmissions"] = r => Number(r.ClientRetransmissions),
            ["server_retransmissions"] = r => Number(r.ServerRetransmissions),
            ["zeek_history"] = r => r.ZeekHistory.ToString(),
            ["tcp_completeness"] = r => Number(r.TcpCompleteness),
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, VocabularyColumn> Words =
        Vocabulary.Columns.ToFrozenDictionary(column => column.Term.Token, StringComparer.Ordinal);

    /// <summary>All columns that a script can state.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Words.Keys.Concat(Numbers.Keys).Order(StringComparer.Ordinal)];

    public static bool Contains(string column) => Words.ContainsKey(column) || Numbers.ContainsKey(column);

    /// <summary>Whether <paramref name="token"/> can stand in the column at all.</summary>
    public static bool Admits(string column, string token) =>
        token == TraceExpectation.Empty
        || !Words.TryGetValue(column, out VocabularyColumn? words)
        || token.Split(';').All(word => words.Words.Any(term => term.Token == word));

    /// <summary>What stands in the column; <see cref="TraceExpectation.Empty"/> for an empty field.</summary>
    public static string Read(string column, in ConnectionReport report)
    {
        string text = Words.TryGetValue(column, out VocabularyColumn? words) ? Tokens(words, in report) : Numbers[column](report);
        return text.Length > 0 ? text : TraceExpectation.Empty;
    }

    private static string Tokens(VocabularyColumn column, in ConnectionReport report)
    {
        uint bits = column.WordsOf(in report);
        return string.Join(';', Enumerable.Range(0, column.Words.Count).Where(bit => (bits >> bit & 1) != 0).Select(bit => column.Words[bit].Token));
    }

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Frame(FrameNumber? frame) => Number(frame?.Number);

    private static string Seconds(long? nanoseconds) => nanoseconds is long known ? TraceClock.Format(known) : "";
}
