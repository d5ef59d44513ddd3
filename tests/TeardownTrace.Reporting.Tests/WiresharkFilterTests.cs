using System.Globalization;
using TeardownTrace.Analysis.Verdicts;
using TeardownTrace.Testing;
using TeardownTrace.Testing.CaptureFiles;
using TeardownTrace.Testing.Packets;
using TeardownTrace.Testing.Traces;

namespace TeardownTrace.Reporting.Tests;

/// <summary>Display filters, and that tshark takes them.</summary>
public sealed class WiresharkFilterTests
{
    /// <summary>Here a RST of the new connection answers the old one's FIN, by the old one's numbers, and no verdict of the row keeps them: it is not selected.</summary>
    private const string OldNumbersInARst = "reuse-from-fin-wait-2-by-its-own-side.trace";

    [Fact]
    public void One_file_is_bounded_by_frames() =>
        Assert.Equal(
            "((ip.src == 10.0.0.1 && tcp.srcport == 40000 && ip.dst == 10.0.0.2 && tcp.dstport == 80) || " +
            "(ip.src == 10.0.0.2 && tcp.srcport == 80 && ip.dst == 10.0.0.1 && tcp.dstport == 40000)) && !icmp && !icmpv6 && " +
            "frame.number >= 1 && frame.number <= 10",
            Of(Reports.Graceful));

    [Fact]
    public void Several_files_are_bounded_by_time() =>
        Assert.EndsWith(
            "frame.time_epoch >= 1795236631.123456789 && frame.time_epoch <= 1795236633.623456789",
            Of(Reports.Graceful with { LastFrame = Reports.At(2, file: 1) }),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(7u, 9u, "(tcp.seq_raw >= 7 && tcp.seq_raw <= 9)")]
    [InlineData(4294967295u, 9u, "(tcp.seq_raw >= 4294967295 || tcp.seq_raw <= 9)")]
    public void Sequence_numbers_tell_connections_apart(uint first, uint last, string range)
    {
        string filter = Of(Reports.Graceful with { ServerSequences = new SequenceRange(first, last) });
        Assert.Contains($"tcp.dstport == 40000 && {range}))", filter, StringComparison.Ordinal);
        Assert.DoesNotContain($"tcp.dstport == 80 && {range}", filter, StringComparison.Ordinal);
    }

    /// <summary>Over all scripts but one: late segments of the incarnation before, SYNs that opened nothing, the same addresses in two VLANs.</summary>
    [Fact]
    public void Tshark_selects_the_frames_of_each_connection_among_others_of_its_tuple()
    {
        if (!Tshark.IsInstalled)
            Assert.Skip("needs tshark");
        using TemporaryFolder folder = new();
        HashSet<string> interleaved = [];
        foreach (string name in TraceFolder.Names.Except([OldNumbersInARst]))
        {
            TraceScript script = TraceFolder.Read(name);
            string? capture = null;
            foreach (ConnectionReport row in TraceEngine.Analyse(script.Frames, script.Options).Where(row => row.ClientSequences is not null || row.ServerSequences is not null))
            {
                capture ??= folder.Write(name, Pcap(script.Frames));
                string[] frames = Tshark.Select(capture, Of(row));
                Assert.True(frames.Length == row.ClientPackets + row.ServerPackets, $"{name}: {Of(row)} selects {string.Join(' ', frames)}");
                Assert.Equal((row.FirstFrame.Number, row.LastFrame.Number), (long.Parse(frames[0], CultureInfo.InvariantCulture), long.Parse(frames[^1], CultureInfo.InvariantCulture)));
                interleaved.Add(name);
            }
        }

        Assert.Contains("vlan-same-addresses-twice.trace", interleaved);
        Assert.Contains("incarnation-late-rst-after-new-syn.trace", interleaved);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    public void Tshark_takes_it(bool isIPv6, int lastFile)
    {
        if (!Tshark.IsInstalled)
            Assert.Skip("needs tshark");
        using TemporaryFolder folder = new();
        ConnectionReport report = Reports.Graceful with { LastFrame = Reports.At(2, lastFile) };
        if (isIPv6)
            report = report with { ClientSequences = new SequenceRange(uint.MaxValue, 1), ClientAddress = Reports.IPv6("2001:db8::1"), ServerAddress = Reports.IPv6("::ffff:192.0.2.1") };
        Assert.Null(Tshark.Refusal(folder.Write("empty.pcap", Pcap([])), Of(report)));
    }

    private static byte[] Pcap(IReadOnlyList<TraceFrame> frames)
    {
        using MemoryStream stream = new();
        PcapFileWriter writer = new(stream, TracePackets.Ethernet);
        foreach (MemoryPacket packet in TracePackets.Of(frames))
            writer.Write(packet.TimeNs, packet.Bytes, packet.OriginalLength);
        return stream.ToArray();
    }

    private static string Of(in ConnectionReport report)
    {
        TextBuffer text = new();
        WiresharkFilter.Append(text, in report);
        return text.ToString();
    }
}
