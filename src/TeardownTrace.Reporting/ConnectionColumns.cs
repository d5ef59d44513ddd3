using System.Text;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>The connection table: one row a column, in the order of the output. CSV header, JSON names, <c>--fields</c> and documentation derive from it.</summary>
public static class ConnectionColumns
{
    /// <summary>Every column, in order.</summary>
    public static IReadOnlyList<ConnectionColumn> All { get; } =
    [
        new("id", "Number of the incarnation, from 1, by first frame.", static (in r, to) => to.Write(r.Id)),
        new("capture", "The file its frames are in; several are joined by ';'.", static (in r, to) => to.Write(r.Capture)),
        new("first_frame", "Its first frame, as Wireshark numbers it.", static (in r, to) => to.Write(r.FirstFrame)),
        new("last_frame", "Its last frame.", static (in r, to) => to.Write(r.LastFrame)),
        new("start_time", "Time of the first frame, ISO 8601 in UTC.", static (in r, to) => to.Write(r.StartTime, r.HasNanoseconds)),
        new("end_time", "Time of the last frame.", static (in r, to) => to.Write(r.EndTime, r.HasNanoseconds)),
        new("duration_s", "First to last frame, seconds.", static (in r, to) => to.WriteSeconds(r.EndTime.Nanoseconds - r.StartTime.Nanoseconds, r.HasNanoseconds)),
        new("client_ip", "The client's address.", static (in r, to) => to.Write(r.ClientAddress)),
        new("client_port", "The client's port.", static (in r, to) => to.Write(r.ClientPort)),
        new("server_ip", "The server's address.", static (in r, to) => to.Write(r.ServerAddress)),
        new("server_port", "The server's port.", static (in r, to) => to.Write(r.ServerPort)),
        new("vlan", "VLAN identifier, where tagged.", static (in r, to) => to.Write((long?)r.Vlan)),
        Word("role_basis"),
        Word("handshake"),
        Word("close_kind"),
        Word("active_closer"),
        Word("missing_fin"),
        Word("lost_final_ack"),
        new("final_ack_recovered", "Whether a later ACK ended the retransmissions: true or false.", static (in r, to) => to.Write(r.FinalAckRecovered)),
        Word("reset_by"),
        Word("reset_phase"),
        Word("reset_cause"),
        Word("reset_origin"),
        Word("syn_reuse"),
        new("reuse_of", "The previous incarnation's id.", static (in r, to) => to.Write(r.ReuseOf)),
        new("reuse_gap_s", "TIME_WAIT's begin to the SYN, seconds.", static (in r, to) => to.WriteSeconds(r.ReuseGapNs, r.HasNanoseconds)),
        new("reuse_seq_delta", "The SYN's sequence number minus what the TIME_WAIT side expects next.", static (in r, to) => to.Write(r.ReuseSequenceDelta)),
        Word("reuse_by"),
        Word("reuse_rule"),
        Word("reuse_proof"),
        new("reuse_delay_s", "First SYN to SYN-ACK, seconds: what a refusal cost.", static (in r, to) => to.WriteSeconds(r.ReuseDelayNs, r.HasNanoseconds)),
        Word("time_wait_holder"),
        new("time_wait_start", "When TIME_WAIT was entered.", static (in r, to) => to.Write(r.TimeWaitStart, r.HasNanoseconds)),
        Word("client_state"),
        Word("server_state"),
        new("close_duration_s", "First FIN to final ACK or RST, seconds.", static (in r, to) => to.WriteSeconds(r.CloseDurationNs, r.HasNanoseconds)),
        new("half_close_s", "First FIN to second FIN, seconds.", static (in r, to) => to.WriteSeconds(r.HalfCloseNs, r.HasNanoseconds)),
        new("close_wait_s", "How long the passive side stayed in CLOSE_WAIT, seconds.", static (in r, to) => to.WriteSeconds(r.CloseWaitNs, r.HasNanoseconds)),
        new("client_fin_frame", "The client's FIN.", static (in r, to) => to.Write(r.ClientFinFrame)),
        new("client_fin_ack_frame", "The first segment that acknowledges the client's FIN.", static (in r, to) => to.Write(r.ClientFinAckFrame)),
        new("server_fin_frame", "The server's FIN.", static (in r, to) => to.Write(r.ServerFinFrame)),
        new("server_fin_ack_frame", "The first segment that acknowledges the server's FIN.", static (in r, to) => to.Write(r.ServerFinAckFrame)),
        new("rst_frame", "The RST that counts.", static (in r, to) => to.Write(r.RstFrame)),
        new("client_fins", "The client's FIN segments, retransmissions included.", static (in r, to) => to.Write(r.ClientFins)),
        new("server_fins", "The server's FIN segments, retransmissions included.", static (in r, to) => to.Write(r.ServerFins)),
        new("client_rsts", "The client's RST segments.", static (in r, to) => to.Write(r.ClientRsts)),
        new("server_rsts", "The server's RST segments.", static (in r, to) => to.Write(r.ServerRsts)),
        new("client_packets", "The client's packets, mirror duplicates included.", static (in r, to) => to.Write(r.ClientPackets)),
        new("server_packets", "The server's packets, mirror duplicates included.", static (in r, to) => to.Write(r.ServerPackets)),
        new("client_bytes", "The client's payload bytes, retransmissions not counted twice.", static (in r, to) => to.Write(r.ClientBytes)),
        new("server_bytes", "The server's payload bytes, retransmissions not counted twice.", static (in r, to) => to.Write(r.ServerBytes)),
        new("client_retransmissions", "Segments the client sent again.", static (in r, to) => to.Write(r.ClientRetransmissions)),
        new("server_retransmissions", "Segments the server sent again.", static (in r, to) => to.Write(r.ServerRetransmissions)),
        Word("confidence"),
        Word("confidence_reason"),
        Words("flags"),
        Word("zeek_conn_state"),
        new("zeek_history", "Zeek's history: one letter an event, upper case the client's.", WriteHistory),
        new("tcp_completeness", "Wireshark's bit mask: 1 SYN, 2 SYN-ACK, 4 ACK, 8 data, 16 FIN, 32 RST.", static (in r, to) => to.Write(r.TcpCompleteness)),
        new("wireshark_filter", "A display filter that selects just this incarnation.", WriteFilter),
        new("explanation", "What happened, in one plain sentence with frames.", WriteExplanation),
    ];

    /// <summary>The columns of a comma-separated list of names.</summary>
    /// <param name="names">Names, in the order wanted.</param>
    /// <param name="unknown">The first name that is no column, or is empty; null where all are.</param>
    /// <returns>The columns; empty where one is unknown.</returns>
    public static IReadOnlyList<ConnectionColumn> Select(string names, out string? unknown)
    {
        List<ConnectionColumn> columns = [];
        foreach (string name in names.Split(',', StringSplitOptions.TrimEntries))
        {
            ConnectionColumn? column = All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (column is null)
            {
                unknown = name;
                return [];
            }

            columns.Add(column);
        }

        unknown = null;
        return columns;
    }

    private static ConnectionColumn Word(string name)
    {
        VocabularyColumn words = Vocabulary.Column(name);
        byte[][] tokens = TokensOf(words);
        return new(name, words.Term.Sentence, (in r, to) => to.WriteWord(words.WordsOf(in r), tokens));
    }

    private static ConnectionColumn Words(string name)
    {
        VocabularyColumn words = Vocabulary.Column(name);
        byte[][] tokens = TokensOf(words);
        return new(name, words.Term.Sentence, (in r, to) => to.WriteWords(words.WordsOf(in r), tokens));
    }

    private static byte[][] TokensOf(VocabularyColumn column) =>
        [.. column.Words.Select(word => Encoding.UTF8.GetBytes(word.Token))];

    private static void WriteHistory(in ConnectionReport report, FieldWriter to)
    {
        Span<byte> letters = stackalloc byte[ZeekHistory.MaxLength];
        int length = report.ZeekHistory.Format(letters);
        if (length == 0)
            to.WriteNull();
        else
            to.WriteText(letters[..length]);
    }

    private static void WriteFilter(in ConnectionReport report, FieldWriter to)
    {
        to.Text.Clear();
        WiresharkFilter.Append(to.Text, in report);
        to.WriteText(to.Text.Written);
    }

    private static void WriteExplanation(in ConnectionReport report, FieldWriter to)
    {
        to.Text.Clear();
        Explanation.Append(to.Text, in report);
        to.WriteText(to.Text.Written);
    }
}
