using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Capture;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>One frame as both decoders see it.</summary>
/// <param name="Frame">Its number in the file.</param>
/// <param name="Bytes">Its captured bytes.</param>
/// <param name="IsCut">Whether the frame was longer than what was captured.</param>
/// <param name="Result">What became of it with us.</param>
/// <param name="Ours">Our segment; null where there is none.</param>
/// <param name="Theirs">What PacketDotNet says.</param>
internal sealed record PacketDotNetComparison(
    long Frame,
    byte[] Bytes,
    bool IsCut,
    DecodeResult Result,
    SegmentRow? Ours,
    PacketDotNetDissection Theirs)
{
    /// <summary>Both read it to its end, and find the same segment or none.</summary>
    public bool IsAlike => Theirs.Refusal is null && !Theirs.HasEndlessOption && Ours == Theirs.Segment;

    /// <summary>Both find the same segment, but for the length of its payload.</summary>
    public bool IsAlikeButForPayload =>
        Ours is not null && Theirs.Segment is SegmentRow theirs && theirs == Ours with { PayloadLength = theirs.PayloadLength };

    /// <summary>Both find the same segment, but for its timestamp.</summary>
    public bool IsAlikeButForTimestamp =>
        Ours is not null && Theirs.Segment is SegmentRow theirs && theirs == Ours with { TimestampValue = theirs.TimestampValue };

    /// <summary>Every frame of a capture; none of a file whose header is damaged, where no decoder sees a packet.</summary>
    public static List<PacketDotNetComparison> OfEveryFrame(string path)
    {
        var frames = new List<PacketDotNetComparison>();
        var decoder = new PacketDecoder();
        var batch = new PacketBatch(512);
        try
        {
            using IPacketSource source = CaptureFiles.Open(path, new CaptureFileOptions());
            while (source.TryRead(batch))
            {
                for (int i = 0; i < batch.Count; i++)
                    frames.Add(Of(batch.FirstFrame + i, batch.Packets.Slice(i, 1), source.Interfaces, decoder));
            }
        }
        catch (CaptureException)
        {
            // What stood before the damage is compared.
        }

        return frames;
    }

    /// <summary>One packet of a source.</summary>
    public static PacketDotNetComparison Of(long frame, ReadOnlySpan<CapturedPacket> one, IReadOnlyList<CaptureInterface> interfaces, PacketDecoder decoder)
    {
        var v4 = new SegmentBatch<FlowKeyV4>(1);
        var v6 = new SegmentBatch<FlowKeyV6>(1);
        var counters = new DecodeCounters();
        decoder.Decode(one, 0, interfaces, null, v4, v6, counters);
        SegmentRow? ours = null;
        if (v4.Count == 1)
            ours = SegmentRow.Of(frame, in v4.Of(0)[0].Key, in v4.Of(0)[0].Segment);
        else if (v6.Count == 1)
            ours = SegmentRow.Of(frame, in v6.Of(0)[0].Key, in v6.Of(0)[0].Segment);

        ref readonly CapturedPacket packet = ref one[0];
        return new PacketDotNetComparison(
            frame,
            packet.Bytes.ToArray(),
            packet.CapturedLength < packet.OriginalLength,
            Enum.GetValues<DecodeResult>().Single(result => counters[result] == 1),
            ours,
            PacketDotNetDissection.Of(frame, interfaces[packet.InterfaceIndex].LinkType.Number, packet.Bytes));
    }

    /// <summary>Why it is not alike: the only row that explains it.</summary>
    public string Reason() => Assert.Single(PacketDotNetDifference.Rows, row => row.Explains(this)).Reason;
}
