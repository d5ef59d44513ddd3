using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>The connection table: one row a column, in the order of the output. CSV header, JSON names, <c>--fields</c> and documentation derive from it.</summary>
public static class ConnectionColumns
{
    /// <summary>Every column, in order.</summary>
    public static IReadOnlyList<ConnectionColumn> All { get; } =
    [
        Number("id", "Number of the incarnation, from 1: by first frame, or in a live capture by when its verdict was final.", static (in r) => r.Id),
        Name("capture", "The file its frames are in; several are joined by ';'.", CaptureName.Of),
        Number("first_frame", "Its first frame, as Wireshark numbers it.", static (in r) => r.FirstFrame.Number),
        Number("last_frame", "Its last frame.", static (in r) => r.LastFrame.Number),
        Text("start_time", "Time of the first frame, ISO 8601 in UTC.", static (in r, text, room) => text.Write(room, r.StartTime, r.HasNanoseconds)),
        Text("end_time", "Time of the last frame.", static (in r, text, room) => text.Write(room, r.EndTime, r.HasNanoseconds)),
        Seconds("duration_s", "First to last frame, seconds.", static (in r, _, room) => FieldText.WriteSeconds(room, r.EndTime?.Nanoseconds - r.StartTime?.Nanoseconds, r.HasNanoseconds)),
        Text("client_ip", "The client's address.", static (in r, text, room) => text.Write(room, r.ClientAddress)),
        Number("client_port", "The client's port.", static (in r) => r.ClientPort),
        Text("server_ip", "The server's address.", static (in r, text, room) => text.Write(room, r.ServerAddress)),
        Number("server_port", "The server's port.", static (in r) => r.ServerPort),
        Number("vlan", "VLAN identifier, where tagged.", static (in r) => r.Vlan),
        Word("role_basis"),
        Word("handshake"),
        Word("close_kind"),
        Word("active_closer"),
        Word("missing_fin"),
        Word("lost_final_ack"),
        new("final_ack_recovered", "Whether a later ACK ended the retransmissions: true or false.", FieldKind.Truth, static (in r, _, room) => FieldText.WriteTruth(room, r.FinalAckRecovered)),
        Word("reset_by"),
        Word("reset_phase"),
        Word("reset_cause"),
        Word("reset_origin"),
        Word("syn_reuse"),
        Number("reuse_of", "The previous incarnation's id.", static (in r) => r.ReuseOf),
        Seconds("reuse_gap_s", "TIME_WAIT's begin to the SYN, seconds.", static (in r, _, room) => FieldText.WriteSeconds(room, r.ReuseGapNs, r.HasNanoseconds)),
        Number("reuse_seq_delta", "The SYN's sequence number minus what the TIME_WAIT side expects next.", static (in r) => r.ReuseSequenceDelta),
        Word("reuse_by"),
        Word("reuse_rule"),
        Word("reuse_proof"),
        Seconds("reuse_delay_s", "First SYN to SYN-ACK, seconds: what a refusal cost.", static (in r, _, room) => FieldText.WriteSeconds(room, r.ReuseDelayNs, r.HasNanoseconds)),
        Word("time_wait_holder"),
        Text("time_wait_start", "When TIME_WAIT was entered.", static (in r, text, room) => text.Write(room, r.TimeWaitStart, r.HasNanoseconds)),
        Word("client_state"),
        Word("server_state"),
        Seconds("close_duration_s", "First FIN to final ACK or RST, seconds.", static (in r, _, room) => FieldText.WriteSeconds(room, r.CloseDurationNs, r.HasNanoseconds)),
        Seconds("half_close_s", "First FIN to second FIN, seconds.", static (in r, _, room) => FieldText.WriteSeconds(room, r.HalfCloseNs, r.HasNanoseconds)),
        Seconds("close_wait_s", "How long the passive side stayed in CLOSE_WAIT, seconds.", static (in r, _, room) => FieldText.WriteSeconds(room, r.CloseWaitNs, r.HasNanoseconds)),
        Number("client_fin_frame", "The client's FIN.", static (in r) => r.ClientFinFrame?.Number),
        Number("client_fin_ack_frame", "The first segment that acknowledges the client's FIN.", static (in r) => r.ClientFinAckFrame?.Number),
        Number("server_fin_frame", "The server's FIN.", static (in r) => r.ServerFinFrame?.Number),
        Number("server_fin_ack_frame", "The first segment that acknowledges the server's FIN.", static (in r) => r.ServerFinAckFrame?.Number),
        Number("rst_frame", "The RST that counts.", static (in r) => r.RstFrame?.Number),
        Number("client_fins", "The client's FIN segments, retransmissions included.", static (in r) => r.ClientFins),
        Number("server_fins", "The server's FIN segments, retransmissions included.", static (in r) => r.ServerFins),
        Number("client_rsts", "The client's RST segments.", static (in r) => r.ClientRsts),
        Number("server_rsts", "The server's RST segments.", static (in r) => r.ServerRsts),
        Number("client_packets", "The client's packets, mirror duplicates included.", static (in r) => r.ClientPackets),
        Number("server_packets", "The server's packets, mirror duplicates included.", static (in r) => r.ServerPackets),
        Number("client_bytes", "The client's payload bytes, retransmissions not counted twice.", static (in r) => r.ClientBytes),
        Number("server_bytes", "The server's payload bytes, retransmissions not counted twice.", static (in r) => r.ServerBytes),
        Number("client_retransmissions", "Segments the client sent again.", static (in r) => r.ClientRetransmissions),
        Number("server_retransmissions", "Segments the server sent again.", static (in r) => r.ServerRetransmissions),
        Word("confidence"),
        Word("confidence_reason"),
        Word("flags"),
        Word("zeek_conn_state"),
        Text("zeek_history", "Zeek's history: one letter an event, upper case the client's.", static (in r, _, room) => r.ZeekHistory.Format(room)),
        Number("tcp_completeness", "Wireshark's bit mask: 1 SYN, 2 SYN-ACK, 4 ACK, 8 data, 16 FIN, 32 RST.", static (in r) => r.TcpCompleteness),
        Long("wireshark_filter", "A display filter that selects just this incarnation.", static (in r, text) => WiresharkFilter.Append(text, in r)),
        Long("explanation", "What happened, in one plain sentence with frames.", static (in r, text) => Explanation.Append(text, in r)),
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

    private static ConnectionColumn Word(string name) => new(Vocabulary.Column(name));

    private static ConnectionColumn Text(string name, string sentence, ConnectionColumn.ShortWriter write) => new(name, sentence, FieldKind.Text, write);

    private static ConnectionColumn Seconds(string name, string sentence, ConnectionColumn.ShortWriter write) => new(name, sentence, FieldKind.Decimal, write);

    private static ConnectionColumn Long(string name, string sentence, ConnectionColumn.SentenceWriter write) => new(name, sentence, write);

    private static ConnectionColumn Name(string name, string sentence, ConnectionColumn.NameReader read) => new(name, sentence, read);

    private static ConnectionColumn Number(string name, string sentence, ConnectionColumn.NumberReader read) => new(name, sentence, read);
}
