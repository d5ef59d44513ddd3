using PacketDotNet;
using TeardownTrace.Capture;
using TeardownTrace.Testing;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>
/// Segments that PacketDotNet 1.4.7 finds, too, field by field. Compared is what it reads reliably: Ethernet with or without a VLAN tag, one IP
/// header, no fragments. Its options are looked at in our own capture only, because an option of length 0 holds it for ever, and lengths
/// only of frames that were captured whole, because it takes the length of the captured bytes for that of the datagram.
/// </summary>
public sealed class PacketDotNetTests
{
    private const int Ethernet = 1;

    private const int MoreFragments = 1;

    [Fact]
    public void Every_segment_of_the_capture_of_every_verdict_agrees()
    {
        string path = SourceTree.PathOf("testdata", "captures", "every-verdict.pcapng");
        List<SegmentRow> ours = TsharkTests.Decode(path, out _);
        List<SegmentRow> theirs = Dissect(path, withOptions: true);

        Assert.NotEmpty(ours);
        Assert.Equal(ours, theirs);
    }

    [Theory]
    [MemberData(nameof(SharedCaptures.Rows), MemberType = typeof(SharedCaptures))]
    public void Segments_that_both_find_agree(string name)
    {
        string path = SharedCaptures.Path(name);
        Dictionary<long, SegmentRow> ours = TsharkTests.Decode(path, out _).ToDictionary(row => row.Frame);

        List<SegmentRow> both = [.. Dissect(path, withOptions: false).Where(theirs => ours.ContainsKey(theirs.Frame))];

        Assert.SkipWhen(both.Count == 0, "no segment that both find");
        foreach (SegmentRow theirs in both)
        {
            SegmentRow row = ours[theirs.Frame];
            Assert.Equal(theirs, row with { TimestampValue = null, PayloadLength = theirs.PayloadLength is null ? null : row.PayloadLength });
        }
    }

    private static List<SegmentRow> Dissect(string path, bool withOptions)
    {
        var rows = new List<SegmentRow>();
        var batch = new PacketBatch();
        try
        {
            using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
            while (source.TryRead(batch))
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    ref readonly CapturedPacket packet = ref batch.Packets[i];
                    if (source.Interfaces[packet.InterfaceIndex].LinkType.Number == Ethernet && Read(batch.FirstFrame + i, in packet, withOptions) is SegmentRow row)
                        rows.Add(row);
                }
            }
        }
        catch (CaptureException)
        {
            // A damaged header: no decoder sees a packet of it.
        }

        return rows;
    }

    /// <summary>The segment behind the first IP header; null where there is none, or PacketDotNet gives up.</summary>
    private static SegmentRow? Read(long frame, in CapturedPacket packet, bool withOptions)
    {
        try
        {
            Packet parsed = Packet.ParsePacket(LinkLayers.Ethernet, packet.Bytes.ToArray());
            Packet? inner = parsed.PayloadPacket is Ieee8021QPacket tagged ? tagged.PayloadPacket : parsed.PayloadPacket;
            bool isFragment = inner is IPv4Packet v4 && (v4.FragmentOffset != 0 || (v4.FragmentFlags & MoreFragments) != 0);
            return inner is IPPacket { PayloadPacket: TcpPacket tcp } ip && !isFragment
                ? RowOf(frame, ip, tcp, packet.CapturedLength == packet.OriginalLength, withOptions)
                : null;
        }
#pragma warning disable CA1031 // It throws all kinds of exceptions for packets that are damaged or cut, also when a field is asked for.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static SegmentRow RowOf(long frame, IPPacket ip, TcpPacket tcp, bool isWhole, bool withOptions) => new(
        frame,
        ip.SourceAddress.ToString(),
        tcp.SourcePort,
        ip.DestinationAddress.ToString(),
        tcp.DestinationPort,
        tcp.SequenceNumber,
        tcp.AcknowledgmentNumber,
        (byte)tcp.Flags,
        isWhole ? (uint)(tcp.PayloadData?.Length ?? 0) : null,
        tcp.WindowSize,
        withOptions ? tcp.OptionsCollection?.OfType<PacketDotNet.Tcp.TimeStampOption>().FirstOrDefault()?.Value : null,
        (byte)ip.TimeToLive);
}
