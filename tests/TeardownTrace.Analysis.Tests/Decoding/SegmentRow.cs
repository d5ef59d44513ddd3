using System.Globalization;
using System.Net;
using TeardownTrace.Analysis.Decoding;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>What tshark and the decoder both say of a segment.</summary>
internal sealed record SegmentRow(
    long Frame,
    string Source,
    ushort SourcePort,
    string Destination,
    ushort DestinationPort,
    uint Sequence,
    uint Acknowledgment,
    byte Flags,
    uint? PayloadLength,
    ushort Window,
    uint? TimestampValue,
    byte HopLimit)
{
    /// <summary>The tshark fields, in the order that <see cref="Parse"/> takes them.</summary>
    public static readonly string[] Fields =
    [
        "frame.number", "ip.src", "ipv6.src", "tcp.srcport", "ip.dst", "ipv6.dst", "tcp.dstport", "tcp.seq_raw", "tcp.ack_raw",
        "tcp.flags", "tcp.len", "tcp.window_size_value", "tcp.options.timestamp.tsval", "ip.ttl", "ipv6.hlim", "frame.protocols",
    ];

    /// <summary>Reads a line of tshark -T fields -E occurrence=l.</summary>
    public static SegmentRow Parse(string line)
    {
        string[] f = line.Split('\t');

        // With both families present one tunnels the other: the last one named before tcp is the inner one.
        string[] layers = f[15].Split(':');
        bool v6 = Array.LastIndexOf(layers, "ipv6") > Array.LastIndexOf(layers, "ip");
        return new SegmentRow(
            long.Parse(f[0], CultureInfo.InvariantCulture),
            IPAddress.Parse(v6 ? f[2] : f[1]).ToString(),
            (ushort)Number(f[3]),
            IPAddress.Parse(v6 ? f[5] : f[4]).ToString(),
            (ushort)Number(f[6]),
            Number(f[7]),
            Number(f[8]),
            (byte)Convert.ToUInt32(f[9], 16),
            Optional(f[10]),
            (ushort)Number(f[11]),
            Optional(f[12]),
            (byte)Number(v6 ? f[14] : f[13]));
    }

    /// <summary>The same of a decoded segment.</summary>
    public static SegmentRow Of<TKey>(long frame, in TKey key, in TcpSegment segment)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        bool fromHigh = segment.Has(SegmentTraits.FromHigh);
        return new SegmentRow(
            frame,
            (fromHigh ? key.HighAddress : key.LowAddress).ToString(),
            fromHigh ? key.HighPort : key.LowPort,
            (fromHigh ? key.LowAddress : key.HighAddress).ToString(),
            fromHigh ? key.LowPort : key.HighPort,
            segment.Sequence,
            segment.Acknowledgment,
            (byte)segment.Flags,
            segment.PayloadLength,
            segment.Window,
            segment.Has(SegmentTraits.HasTimestamps) ? segment.TimestampValue : null,
            segment.HopLimit);
    }

    private static uint? Optional(string text) => text.Length == 0 ? null : Number(text);

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
