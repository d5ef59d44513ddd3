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
        string family = report.ClientAddress.IsIPv4 ? "ip" : "ipv6";
        text.Append("(("u8);
        AppendDirection(text, family, report.ClientAddress, report.ClientPort, report.ServerAddress, report.ServerPort);
        text.Append(") || ("u8);
        AppendDirection(text, family, report.ServerAddress, report.ServerPort, report.ClientAddress, report.ClientPort);
        text.Append(")) && !icmp && !icmpv6"u8);

        if (report.FirstFrame.FileIndex == report.LastFrame.FileIndex)
        {
            text.Append($" && frame.number >= {report.FirstFrame.Number} && frame.number <= {report.LastFrame.Number}");
            return;
        }

        text.Append(" && frame.time_epoch >= "u8);
        TimeText.AppendEpoch(text, report.StartTime);
        text.Append(" && frame.time_epoch <= "u8);
        TimeText.AppendEpoch(text, report.EndTime);
    }

    private static void AppendDirection(TextBuffer text, string family, HostAddress from, ushort fromPort, HostAddress to, ushort toPort) =>
        text.Append($"{family}.src == {from} && tcp.srcport == {fromPort} && {family}.dst == {to} && tcp.dstport == {toPort}");
}
