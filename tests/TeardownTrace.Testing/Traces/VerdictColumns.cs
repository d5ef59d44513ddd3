using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Testing.Traces;

/// <summary>The columns of the connection table that a script can state, typed from the specification independently of the writers.</summary>
internal static class VerdictColumns
{
    private static readonly FrozenDictionary<string, Func<ConnectionReport, string>> Columns =
        new Dictionary<string, Func<ConnectionReport, string>>(StringComparer.Ordinal)
        {
            ["id"] = r => Number(r.Id),
            ["first_frame"] = r => Frame(r.FirstFrame),
            ["last_frame"] = r => Frame(r.LastFrame),
            ["client_ip"] = r => r.ClientAddress.ToString(),
            ["client_port"] = r => Number(r.ClientPort),
            ["server_ip"] = r => r.ServerAddress.ToString(),
            ["server_port"] = r => Number(r.ServerPort),
            ["role_basis"] = r => Token(r.RoleBasis),
            ["handshake"] = r => Token(r.Handshake),
            ["close_kind"] = r => Token(r.CloseKind),
            ["active_closer"] = r => Token(r.ActiveCloser),
            ["missing_fin"] = r => Token(r.MissingFin),
            ["lost_final_ack"] = r => Token(r.LostFinalAck),
            ["final_ack_recovered"] = r => r.FinalAckRecovered is bool recovered ? (recovered ? "true" : "false") : "",
            ["reset_by"] = r => Token(r.ResetBy),
            ["reset_phase"] = r => Token(r.ResetPhase),
            ["reset_cause"] = r => Token(r.ResetCause),
            ["reset_origin"] = r => Token(r.ResetOrigin),
            ["syn_reuse"] = r => Token(r.SynReuse),
            ["reuse_of"] = r => Number(r.ReuseOf),
            ["reuse_gap_s"] = r => Seconds(r.ReuseGapNs),
            ["reuse_seq_delta"] = r => Number(r.ReuseSequenceDelta),
            ["reuse_by"] = r => Token(r.ReuseBy),
            ["reuse_rule"] = r => Token(r.ReuseRule),
            ["reuse_proof"] = r => r.ReuseProof == ReuseProof.None ? "" : Token(r.ReuseProof),
            ["reuse_delay_s"] = r => Seconds(r.ReuseDelayNs),
            ["time_wait_holder"] = r => Token(r.TimeWaitHolder),
            ["client_state"] = r => TraceStates.NameOf(r.ClientState),
            ["server_state"] = r => TraceStates.NameOf(r.ServerState),
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
            ["confidence"] = r => Token(r.Confidence),
            ["confidence_reason"] = r => r.ConfidenceReason == ConfidenceReason.None ? "" : Token(r.ConfidenceReason),
            ["flags"] = r => Flags(r.Flags),
            ["zeek_conn_state"] = r => r.ZeekConnState.ToString(),
            ["zeek_history"] = r => r.ZeekHistory.ToString(),
            ["tcp_completeness"] = r => Number(r.TcpCompleteness),
        }.ToFrozenDictionary();

    public static bool Contains(string column) => Columns.ContainsKey(column);

    /// <summary>What stands in the column; <see cref="TraceExpectation.Empty"/> for an empty field.</summary>
    public static string Read(string column, in ConnectionReport report) => Columns[column](report) is { Length: > 0 } text ? text : TraceExpectation.Empty;

    /// <summary>An enum value in the columns' spelling: words in lower case, joined by hyphens.</summary>
    public static string Token<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        StringBuilder token = new(name.Length + 4);
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && token.Length > 0)
                token.Append('-');
            token.Append(char.ToLowerInvariant(letter));
        }

        return token.ToString();
    }

    /// <summary>Set flags, alphabetical, joined by semicolons.</summary>
    public static string Flags(ConnectionFlags flags) =>
        string.Join(';', Enum.GetValues<ConnectionFlags>().Where(flag => flag != ConnectionFlags.None && flags.HasFlag(flag)).Select(Token).Order(StringComparer.Ordinal));

    private static string Token<T>(T? value)
        where T : struct, Enum => value is T known ? Token(known) : "";

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Frame(FrameNumber? frame) => Number(frame?.Number);

    private static string Seconds(long? nanoseconds) => nanoseconds is long known ? TraceClock.Format(known) : "";
}
