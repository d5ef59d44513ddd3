using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>
/// A Wireshark display filter for one incarnation: both directions of the 4-tuple, and the frames (or, over several files, the times) it lies between.
/// Where another connection of the same 4-tuple has frames between these, the sequence numbers tell them apart, and a direction without frames is left out.
/// ICMP is left out: an error message quotes the segment it answers, and Wireshark shows the quoted addresses under the same names.
/// </summary>
internal static class WiresharkFilter
{
    /// <summary>More than four addresses, twelve numbers and all that stands between them.</summary>
    private const int Longest = 640;

    private static readonly Family IPv4 = new(new("ip.src == "u8), new(" && ip.dst == "u8));
    private static readonly Family IPv6 = new(new("ipv6.src == "u8), new(" && ipv6.dst == "u8));

    internal static void Append(TextBuffer text, in ConnectionReport report)
    {
        Family family = report.ClientAddress.IsIPv4 ? IPv4 : IPv6;
        ReadOnlySpan<byte> client = text.TextOf(report.ClientAddress);
        ReadOnlySpan<byte> server = text.TextOf(report.ServerAddress);
        TextCursor filter = new(text.Room(Longest));
        bool amongOthers = report.ClientSequences is not null || report.ServerSequences is not null;
        bool withClient = !amongOthers || report.ClientPackets > 0;
        bool withServer = !amongOthers || report.ServerPackets > 0;
        filter.Append("(("u8);
        if (withClient)
        {
            AppendDirection(ref filter, family, client, report.ClientPort, server, report.ServerPort);
            AppendSequences(ref filter, report.ClientSequences);
        }

        if (withClient && withServer)
            filter.Append(") || ("u8);
        if (withServer)
        {
            AppendDirection(ref filter, family, server, report.ServerPort, client, report.ClientPort);
            AppendSequences(ref filter, report.ServerSequences);
        }

        filter.Append(")) && !icmp && !icmpv6"u8);

        if (report.FirstFrame.FileIndex == report.LastFrame.FileIndex)
        {
            filter.Append(" && frame.number >= "u8);
            filter.Append(report.FirstFrame.Number);
            filter.Append(" && frame.number <= "u8);
            filter.Append(report.LastFrame.Number);
        }
        else if (report.StartTime is Timestamp start && report.EndTime is Timestamp end)
        {
            filter.Append(" && frame.time_epoch >= "u8);
            filter.AppendEpoch(start);
            filter.Append(" && frame.time_epoch <= "u8);
            filter.AppendEpoch(end);
        }

        text.Advance(filter.Length);
    }

    private static void AppendDirection(ref TextCursor filter, Family family, ReadOnlySpan<byte> from, long fromPort, ReadOnlySpan<byte> to, long toPort)
    {
        filter.Append(in family.Source);
        filter.Append(from);
        filter.Append(" && tcp.srcport == "u8);
        filter.Append(fromPort);
        filter.Append(in family.Destination);
        filter.Append(to);
        filter.Append(" && tcp.dstport == "u8);
        filter.Append(toPort);
    }

    private static void AppendSequences(ref TextCursor filter, SequenceRange? sequences)
    {
        if (sequences is not { } range)
            return;
        filter.Append(" && (tcp.seq_raw >= "u8);
        filter.Append(range.First);
        filter.Append(range.First <= range.Last ? " && "u8 : " || "u8);
        filter.Append("tcp.seq_raw <= "u8);
        filter.Append(range.Last);
        filter.Append(")"u8);
    }

    /// <summary>What a family's addresses are called.</summary>
    private sealed class Family(ShortText source, ShortText destination)
    {
        internal readonly ShortText Source = source;
        internal readonly ShortText Destination = destination;
    }
}
