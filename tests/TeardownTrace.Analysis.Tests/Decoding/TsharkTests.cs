using System.ComponentModel;
using System.Diagnostics;
using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>
/// Every segment of every shared capture against what Wireshark's dissectors say of it, field by field. Deliberate differences: a TCP
/// header quoted in an ICMP error is no segment; a header longer than its datagram is malformed and none either, nor is one cut before
/// its flags (Wireshark shows the ports); of fragments Wireshark tells no length, and of a datagram whose tunnel was fragmented only the
/// part in the first fragment, where we take the length from the inner IP header.
/// </summary>
public sealed class TsharkTests
{
    /// <summary>Where Wireshark's payload length ends with the outer fragment.</summary>
    private const string FragmentedTunnel = "enc-gtp-fragments.pcap";

    public static TheoryData<string, string> Captures()
    {
        var rows = new TheoryData<string, string>();
        foreach (string folder in (string[])["real", "kernel"])
        {
            foreach (string name in SharedCaptures.Names(folder))
                rows.Add(folder, name);
        }

        if (rows.Count == 0)
            rows.Add("real", "enc-gre.pcap");
        return rows;
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public async Task Segments_agree(string folder, string name)
    {
        string path = SharedCaptures.Path(folder, name);
        List<SegmentRow> expected = await DissectAsync(path);

        List<SegmentRow> actual = Decode(path, out DecodeCounters counters);

        Assert.Equal(expected.Select(row => row.Frame), actual.Select(row => row.Frame));
        foreach ((SegmentRow theirs, SegmentRow ours) in expected.Zip(actual))
        {
            bool isLengthTold = theirs.PayloadLength is not null
                && !(name == FragmentedTunnel && ours.PayloadLength > theirs.PayloadLength);
            Assert.Equal(theirs, isLengthTold ? ours : ours with { PayloadLength = theirs.PayloadLength });
        }
        Assert.Equal(actual.Count, counters[DecodeResult.Tcp]);
    }

    internal static List<SegmentRow> Decode(string path, out DecodeCounters counters)
    {
        var rows = new List<SegmentRow>();
        counters = new DecodeCounters();
        var decoder = new PacketDecoder();
        var batch = new PacketBatch(512);
        var v4 = new SegmentBatch<FlowKeyV4>(512);
        var v6 = new SegmentBatch<FlowKeyV6>(512);
        long packets = 0;
        try
        {
            using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
            while (source.TryRead(batch))
            {
                packets += batch.Count;
                decoder.Decode(batch.Packets, 0, source.Interfaces, null, v4, v6, counters);
                for (int i = 0; i < v4.Count; i++)
                    rows.Add(SegmentRow.Of(batch.FirstFrame + v4.Segments[i].PacketIndex, in v4.Keys[i], in v4.Segments[i]));
                for (int i = 0; i < v6.Count; i++)
                    rows.Add(SegmentRow.Of(batch.FirstFrame + v6.Segments[i].PacketIndex, in v6.Keys[i], in v6.Segments[i]));
            }
        }
        catch (CaptureException)
        {
            // A damaged header: tshark reads nothing of it either, and the rows are compared.
        }

        Assert.Equal(packets, counters.Packets);
        return [.. rows.OrderBy(row => row.Frame)];
    }

    private static async Task<List<SegmentRow>> DissectAsync(string path)
    {
        var start = new ProcessStartInfo("tshark") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] options = ["-n", "-r", path, "-o", "tcp.desegment_tcp_streams:FALSE", "-o", "ip.defragment:FALSE", "-Y", "tcp.flags && !icmp && !icmpv6 && !tcp.short_segment"];
        foreach (string argument in (string[])[.. options, "-T", "fields", "-E", "occurrence=l", .. SegmentRow.Fields.SelectMany(f => (string[])["-e", f])])
            start.ArgumentList.Add(argument);

        Process? tshark = null;
        try
        {
            tshark = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Assert.Skip("tshark is not installed");
        }

        using (tshark!)
        {
            Task<string> errors = tshark!.StandardError.ReadToEndAsync();
            string output = await tshark.StandardOutput.ReadToEndAsync();
            await errors;
            await tshark.WaitForExitAsync();
            return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(SegmentRow.Parse)];
        }
    }
}
