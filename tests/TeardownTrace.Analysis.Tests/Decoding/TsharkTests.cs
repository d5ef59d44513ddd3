using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;
using TeardownTrace.Testing;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>
/// Every segment of every shared capture against what Wireshark's dissectors say of it, field by field. Deliberate differences: a TCP
/// header quoted in an ICMP error is no segment; a header longer than its datagram is malformed and none either, nor is one cut before
/// its flags (Wireshark shows the ports); of fragments Wireshark tells no length. Where the IP header's length goes beyond the frame or
/// the outer fragment, Wireshark tells the payload in it, and we what the IP header says. Wireshark takes the last four bytes in
/// FabricPath for a check sequence that the capture does not have, and then finds its segments too short.
/// </summary>
public sealed class TsharkTests
{
    /// <summary>Captures with IP lengths beyond the frame or the outer fragment.</summary>
    private static readonly string[] LongerThanTheFrame = ["enc-gtp-fragments.pcap", "bad-fuzz-l2tp-bigendian.pcap"];

    [Theory]
    [MemberData(nameof(SharedCaptures.Rows), MemberType = typeof(SharedCaptures))]
    public void Segments_agree(string name)
    {
        string path = SharedCaptures.Path(name);
        List<SegmentRow> expected = Dissect(path);

        List<SegmentRow> actual = Decode(path, out DecodeCounters counters);

        Assert.Equal(expected.Select(row => row.Frame), actual.Select(row => row.Frame));
        foreach ((SegmentRow theirs, SegmentRow ours) in expected.Zip(actual))
        {
            bool isLengthTold = theirs.PayloadLength is not null
                && !(LongerThanTheFrame.Contains(Path.GetFileName(name), StringComparer.Ordinal) && ours.PayloadLength > theirs.PayloadLength);
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
                foreach (ref readonly KeyedSegment<FlowKeyV4> own in v4.Of(0))
                    rows.Add(SegmentRow.Of(batch.FirstFrame + own.Segment.PacketIndex, in own.Key, in own.Segment));
                foreach (ref readonly KeyedSegment<FlowKeyV6> own in v6.Of(0))
                    rows.Add(SegmentRow.Of(batch.FirstFrame + own.Segment.PacketIndex, in own.Key, in own.Segment));
            }
        }
        catch (CaptureException)
        {
            // A damaged header: tshark reads nothing of it either, and the rows are compared.
        }

        Assert.Equal(packets, counters.Packets);
        return [.. rows.OrderBy(row => row.Frame)];
    }

    /// <summary>What tshark says of the segments in a capture; skips the test where it is not installed.</summary>
    /// <param name="path">The capture.</param>
    /// <param name="filter">A further display filter.</param>
    /// <param name="preference">A further preference.</param>
    internal static List<SegmentRow> Dissect(string path, string filter = "tcp", string preference = "tcp.check_checksum:FALSE")
    {
        if (!Tshark.IsInstalled)
            Assert.Skip("tshark is not installed");
        string[] options = ["-n", "-r", path, "-o", "tcp.desegment_tcp_streams:FALSE", "-o", "ip.defragment:FALSE", "-o", preference];
        string segments = "tcp.flags && !icmp && !icmpv6 && (cfp || !tcp.short_segment) && " + filter;
        IEnumerable<string> fields = SegmentRow.Fields.SelectMany(field => (string[])["-e", field]);
        return [.. Tshark.Run([.. options, "-Y", segments, "-T", "fields", "-E", "occurrence=l", .. fields]).Lines.Select(SegmentRow.Parse)];
    }
}
