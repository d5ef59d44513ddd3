using TeardownTrace.Analysis.Verdicts;

namespace TeardownTrace.Reporting;

/// <summary>
/// A Wireshark display filter for one incarnation: both directions of the 4-tuple, and the frames (or, over several files, the times) it lies between.
/// ICMP is left out: an error message quotes the segment it answers, and Wireshark shows the quoted addresses under the same names.
/// </summary>
internal static class WiresharkFilter
{
    internal static void Append(TextBuffer text, in ConnectionReport report)
    {
        bool isIPv4 = report.ClientAddress.IsIPv4;
        ReadOnlySpan<byte> client = text.TextOf(report.ClientAddress);
        ReadOnlySpan<byte> server = text.TextOf(report.ServerAddress);
        text.Append("(("u8);
        AppendDirection(text, isIPv4, client, report.ClientPort, server, report.ServerPort);
        text.Append(") || ("u8);
        AppendDirection(text, isIPv4, server, report.ServerPort, client, report.ClientPort);
        text.Append(")) && !icmp && !icmpv6"u8);

        if (report.FirstFrame.FileIndex == report.LastFrame.FileIndex)
        {
            text.Append(" && frame.number >= "u8);
            text.Append(report.FirstFrame.Number);
            text.Append(" && frame.number <= "u8);
            text.Append(report.LastFrame.Number);
            return;
        }

        text.Append(" && frame.time_epoch >= "u8);
        TimeText.AppendEpoch(text, report.StartTime);
        text.Append(" && frame.time_epoch <= "u8);
        TimeText.AppendEpoch(text, report.EndTime);
    }

    private static void AppendDirection(TextBuffer text, bool isIPv4, ReadOnlySpan<byte> from, long fromPort, ReadOnlySpan<byte> to, long toPort)
    {
        text.Append(isIPv4 ? "ip.src == "u8 : "ipv6.src == "u8);
        text.Append(from);
        text.Append(" && tcp.srcport == "u8);
        text.Append(fromPort);
        text.Append(isIPv4 ? " && ip.dst == "u8 : " && ipv6.dst == "u8);
        text.Append(to);
        text.Append(" && tcp.dstport == "u8);
        text.Append(toPort);
    }
}
