using System.Globalization;
using TeardownTrace.Testing.Network;

namespace TeardownTrace.Peers.Tests;

/// <summary>Streams of a capture as tshark sees them.</summary>
internal static class TsharkStreams
{
    private const int FinBit = 0x01;
    private const int SynBit = 0x02;
    private const int RstBit = 0x04;

    // A mirror's copy is at most this late.
    private const decimal CopyWithinSeconds = 0.002m;

    private static readonly string[] Fields =
    [
        "tcp.stream", "frame.number", "frame.time_epoch", "frame.protocols", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport",
        "tcp.dstport", "tcp.flags", "tcp.completeness", "tcp.seq_raw", "tcp.ack_raw", "tcp.len", "tcp.checksum", "ip.id",
    ];

    /// <summary>
    /// The streams in order of their numbers. Two passes, because completeness is known at the end only; without reassembly of IP
    /// fragments, because the first one holds the TCP header; without the headers that ICMP errors quote.
    /// </summary>
    public static IReadOnlyList<PeerStream> Of(string path)
    {
        string[] arguments =
        [
            "-2", "-n", "-r", path, "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", "-Y", "tcp.flags && !icmp && !icmpv6",
            "-T", "fields", "-E", "occurrence=l", .. Fields.SelectMany(field => new[] { "-e", field }),
        ];
        var streams = new SortedDictionary<int, PeerStream>();
        var copies = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (string line in Tool.Lines("tshark", arguments))
        {
            string[] values = line.Split('\t');
            if (values.Length == Fields.Length && values[0].Length > 0)
                Add(streams, copies, values);
        }

        return [.. streams.Values];
    }

    private static void Add(SortedDictionary<int, PeerStream> streams, Dictionary<string, decimal> copies, string[] values)
    {
        string Value(string field) => values[Array.IndexOf(Fields, field)];

        bool isV6 = IsInnermostIPv6(Value("frame.protocols"));
        string source = EndPoints.End(Value(isV6 ? "ipv6.src" : "ip.src"), Value("tcp.srcport"));
        string destination = EndPoints.End(Value(isV6 ? "ipv6.dst" : "ip.dst"), Value("tcp.dstport"));
        int number = int.Parse(Value("tcp.stream"), CultureInfo.InvariantCulture);
        long frame = long.Parse(Value("frame.number"), CultureInfo.InvariantCulture);
        if (!streams.TryGetValue(number, out PeerStream? stream))
        {
            stream = new PeerStream(number, frame, EndPoints.Of(source, destination), source);
            streams.Add(number, stream);
        }

        stream.LastFrame = frame;
        if (int.TryParse(Value("tcp.completeness"), CultureInfo.InvariantCulture, out int completeness))
            stream.Completeness = completeness;
        DirectionCounts counts = source == stream.FirstSender ? stream.Forward : stream.Backward;
        counts.Add(packets: 1, 0, 0, 0);

        int flags = int.Parse(Value("tcp.flags").AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if ((flags & (FinBit | SynBit | RstBit)) == 0)
            return;
        string same = string.Join(' ', number, source, flags, Value("tcp.seq_raw"), Value("tcp.ack_raw"), Value("tcp.len"));
        same = string.Join(' ', same, Value("tcp.checksum"), Value("ip.id"));
        decimal time = decimal.Parse(Value("frame.time_epoch"), CultureInfo.InvariantCulture);
        bool isCopy = copies.TryGetValue(same, out decimal before) && time - before <= CopyWithinSeconds;
        copies[same] = time;
        if (isCopy)
            return;
        counts.Add(packets: 0, syns: (flags & SynBit) >> 1, fins: flags & FinBit, rsts: (flags & RstBit) >> 2);
    }

    // "eth:ethertype:ip:gre:ipv6:tcp:http", or "ipv6:tcp" where the link layer is IP itself.
    private static bool IsInnermostIPv6(string protocols)
    {
        string[] layers = protocols.Split(':');
        int below = Array.LastIndexOf(layers, "tcp");
        int network = Array.FindLastIndex(layers, below < 0 ? layers.Length - 1 : below, layer => layer is "ip" or "ipv6");
        return network >= 0 && layers[network] == "ipv6";
    }
}
