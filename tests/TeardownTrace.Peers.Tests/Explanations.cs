namespace TeardownTrace.Peers.Tests;

/// <summary>Every difference that may be, with its reason: the differences found must be exactly these.</summary>
internal static class Explanations
{
    private const string OpenedByFtp =
        "tshark's FTP dissector opens the conversation of a data connection before its SYN, which then is not its first packet";

    private const string CutByTrailer =
        "tshark takes the last four bytes for a FabricPath trailer and loses the TCP checksum by which the switch's copy is recognised";

    private const string BrokenHeader = "the data offset points beyond the segment; tshark counts the flags of what we call malformed";

    private const string ZeekTimers =
        "Zeek drops a reset connection after five seconds and takes what comes fifteen seconds later for another; one incarnation here";

    private const string ZeekChecksums = "this baseline verifies checksums; we do as ignore_checksums=T, which is row 2";

    /// <summary>Against tshark 4.0.</summary>
    public static readonly IReadOnlyDictionary<DifferencePlace, string> Tshark = new Dictionary<DifferencePlace, string>
    {
        [new("kernel/35a-challenge-ack-syn-in-established.pcap", 0, DifferencePlace.Cut)] =
            "tshark begins a stream with every new SYN; this one was answered by a challenge ACK and the connection went on",
        [new("real/bad-fuzz-l2tp-bigendian.pcap", 1, DifferencePlace.Cut)] = BrokenHeader,
        [new("real/bad-fuzz-l2tp-bigendian.pcap", 1, "client_packets")] = BrokenHeader,
        [new("real/bad-fuzz-l2tp-bigendian.pcap", 1, "client_syns")] = BrokenHeader,
        [new("real/bad-fuzz-l2tp-bigendian.pcap", 23, DifferencePlace.Cut)] = BrokenHeader,
        [new("real/bad-fuzz-l2tp-bigendian.pcap", 23, "server_packets")] = BrokenHeader,
        [new("real/bad-fuzz-l2tp-bigendian.pcap", 23, "server_syns")] = BrokenHeader,
        [new("real/enc-fabricpath.pcap", 0, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 1, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 2, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 3, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 4, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 5, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 6, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 7, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 8, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 9, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 10, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 11, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 12, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 13, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 14, "client_syns")] = CutByTrailer,
        [new("real/enc-fabricpath.pcap", 15, "client_syns")] = CutByTrailer,
        [new("real/fmt-pcapng-mixed-snaplen.pcapng", 0, DifferencePlace.Cut)] =
            "the second frame's time stamp is 46 years ahead, so the unanswered SYN before it had expired",
        [new("real/fmt-snoop.snoop", 0, DifferencePlace.Unread)] = "snoop is not a format that we read",
        [new("real/link-fddi-rst-storm.pcap", 0, DifferencePlace.Cut)] =
            "a RST every one to five minutes: strays expire in the longer pauses, and tshark knows no time",
        [new("real/ipv6-ftp.pcap", 1, "tcp_completeness")] = OpenedByFtp,
        [new("real/ipv6-ftp.pcap", 2, "tcp_completeness")] = OpenedByFtp,
        [new("real/ipv6-ftp.pcap", 3, "tcp_completeness")] = OpenedByFtp,
    };

    /// <summary>Against the baselines of Zeek's own tests.</summary>
    public static readonly IReadOnlyDictionary<DifferencePlace, string> Zeek = new Dictionary<DifferencePlace, string>
    {
        [new("real/close-mixed.pcap", 4, "zeek_conn_state")] = ZeekTimers,
        [new("real/close-mixed.pcap", 4, "zeek_history")] = ZeekTimers,
        [new("real/close-mixed.pcap", 5, "zeek_conn_state")] = ZeekTimers,
        [new("real/close-mixed.pcap", 5, "zeek_history")] = ZeekTimers,
        [new("real/enc-gtp-fragments.pcap", 0, "zeek_history")] =
            "a fragment whose rest is missing is a gap to Zeek; here its TCP header counts",
        [new("real/fmt-pcapng-gzip.pcapng.gz", 0, "zeek_history")] = "X tells of a limit of Zeek's application analysers",
        [new("real/half-open-mixed.pcap", 10, "zeek_history")] =
            "this baseline runs without Zeek's default scripts, so without likely server ports; row 9 has them",
        [new("real/odd-checksums.pcap", 0, "zeek_conn_state")] = ZeekChecksums,
        [new("real/odd-checksums.pcap", 0, "zeek_history")] = ZeekChecksums,
        [new("real/odd-checksums.pcap", 1, "zeek_conn_state")] = ZeekChecksums,
        [new("real/odd-checksums.pcap", 1, "zeek_history")] = ZeekChecksums,
    };

    /// <summary>What is wrong with the differences found: those without an explanation, and explanations of what agrees.</summary>
    public static IReadOnlyList<string> Check(IReadOnlyCollection<Difference> found, IReadOnlyDictionary<DifferencePlace, string> explained)
    {
        HashSet<DifferencePlace> places = [.. found.Select(difference => difference.Place)];
        return
        [
            .. found.Where(difference => !explained.ContainsKey(difference.Place)).Select(difference => $"not explained: {difference}"),
            .. explained.Where(row => !places.Contains(row.Key)).Select(row => $"explained, but equal: {row.Key} ({row.Value})"),
        ];
    }
}
