namespace TeardownTrace.Benchmarks.Comparison;

/// <summary>Every program that is compared, one row each.</summary>
internal static class PeerTable
{
    /// <summary>The program that ratios refer to: it only counts packets.</summary>
    public const string Reference = "capinfos";

    private const string ProgramName = "teardowntrace";
    private const string AllButText = "id,capture,first_frame,last_frame,start_time,end_time,duration_s,client_ip,client_port,server_ip,server_port,vlan,role_basis,handshake,"
        + "close_kind,active_closer,missing_fin,lost_final_ack,final_ack_recovered,reset_by,reset_phase,reset_cause,reset_origin,syn_reuse,reuse_of,reuse_gap_s,"
        + "reuse_seq_delta,reuse_by,reuse_rule,reuse_proof,reuse_delay_s,time_wait_holder,time_wait_start,client_state,server_state,close_duration_s,half_close_s,"
        + "close_wait_s,client_fin_frame,client_fin_ack_frame,server_fin_frame,server_fin_ack_frame,rst_frame,client_fins,server_fins,client_rsts,server_rsts,"
        + "client_packets,server_packets,client_bytes,server_bytes,client_retransmissions,server_retransmissions,confidence,confidence_reason,flags,zeek_conn_state,"
        + "zeek_history,tcp_completeness";

    /// <summary>The rows.</summary>
    /// <param name="program">Folder of the published program.</param>
    public static Peer[] All(string program)
    {
        string ours = Path.Combine(program, ProgramName);
        return
        [
            new(Reference, "capinfos", "-c", "{capture}"),
            new("analyze", ours, "analyze", "-q", "{capture}"),
            new("analyze-1-thread", ours, "analyze", "-q", "--threads", "1", "{capture}"),
            new("analyze-8-threads", ours, "analyze", "-q", "--threads", "8", "{capture}"),
            new("analyze-csv", ours, "analyze", "-q", "--csv", "/dev/null", "{capture}"),
            new("analyze-csv-without-text", ours, "analyze", "-q", "--csv", "/dev/null", "--fields", AllButText, "{capture}"),
            new("tcpdump", "tcpdump", "-n", "-r", "{capture}", "-w", "/dev/null"),
            new("tshark", "tshark", "-n", "-r", "{capture}", "-c", "{slice}", "-q", "-z", "conv,tcp") { IsSliced = true, MostRuns = 3 },
            new("argus", "argus", "-r", "{capture}", "-w", "/dev/null") { MostRuns = 1 },
            new("nfpcapd", "nfpcapd", "-r", "{capture}", "-l", "{folder}") { MostRuns = 3 },
            new("tcptrace", "tcptrace", "-n", "{capture}") { MostRuns = 1 },
        ];
    }
}
