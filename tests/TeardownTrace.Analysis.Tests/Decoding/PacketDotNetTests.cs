using TeardownTrace.Analysis.Decoding;
using TeardownTrace.Testing;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Analysis.Tests.Decoding;

/// <summary>
/// Every frame of every capture against what PacketDotNet 1.4.8 says of it, field by field: it is another's decoder, written without ours. A
/// frame of which both do not say the same has its reason among <see cref="PacketDotNetDifference.Rows"/>.
/// </summary>
public sealed class PacketDotNetTests(ITestOutputHelper output)
{
    /// <summary>Of about 120,000 frames of the shared captures: a comparison that compares little must not pass.</summary>
    private const int FewestAlike = 110_000;

    [Fact]
    public void Every_frame_of_the_capture_of_every_verdict_is_alike()
    {
        List<PacketDotNetComparison> frames = PacketDotNetComparison.OfEveryFrame(SourceTree.EveryVerdict);

        Assert.NotEmpty(frames);
        Assert.All(frames, frame => Assert.True(frame.IsAlike, Told(frame)));
        Assert.Contains(frames, frame => frame.Ours is not null);
    }

    [Theory]
    [MemberData(nameof(SharedCaptures.Rows), MemberType = typeof(SharedCaptures))]
    public void Every_frame_is_alike_or_its_difference_has_a_reason(string name)
    {
        List<PacketDotNetComparison> frames = PacketDotNetComparison.OfEveryFrame(SharedCaptures.Path(name));
        string file = Path.GetFileName(name);
        PacketDotNetDifference[] expected = [.. PacketDotNetDifference.Rows.Where(row => row.Captures.Contains(file, StringComparer.Ordinal))];

        List<PacketDotNetComparison> different = [.. frames.Where(frame => !frame.IsAlike)];

        Assert.All(different, frame => Assert.True(expected.Count(row => row.Explains(frame)) == 1, Told(frame)));
        Assert.All(expected, row => Assert.True(different.Exists(frame => row.Explains(frame)), $"{file} has nothing of: {row.Reason}"));
    }

    [Fact]
    public void Nearly_all_frames_of_the_shared_captures_are_alike()
    {
        SharedCaptures.Require();
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        int frames = 0;
        int segments = 0;
        int alike = 0;
        foreach (string name in SharedCaptures.Names())
        {
            foreach (PacketDotNetComparison frame in PacketDotNetComparison.OfEveryFrame(SharedCaptures.Path(name)))
            {
                frames++;
                if (frame.IsAlike)
                {
                    alike++;
                    segments += frame.Ours is null ? 0 : 1;
                }
                else
                {
                    string reason = frame.Reason();
                    reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
                }
            }
        }

        output.WriteLine($"{frames} frames compared: {segments} with the same segment, {alike - segments} without one for both, {frames - alike} different:");
        foreach ((string reason, int count) in reasons.OrderByDescending(row => row.Value))
            output.WriteLine($"{count,6}  {reason}");

        Assert.InRange(alike, FewestAlike, frames);
    }

    [Theory]
    [InlineData(new byte[] { 8, 0, 1, 1 })]
    [InlineData(new byte[] { 1, 1, 253, 0 })]
    public void An_option_of_length_0_is_not_asked_for_and_the_rest_is_alike(byte[] options)
    {
        byte[] bytes = PacketBuilder.Of(new TcpPacket { Flags = "S", Options = options, Payload = TcpPacket.Filler(3) }).OnLink(1);
        var source = new MemoryPacketSource([new MemoryPacket(1, bytes)], 1);

        PacketDotNetComparison frame = PacketDotNetComparison.Of(1, source.Packets, source.Interfaces, new PacketDecoder());

        Assert.Equal("it never comes back from an option of length 0", frame.Reason());
    }

    /// <summary>Why it is not in the product: an object or more a packet, where our decoder makes none.</summary>
    [Fact]
    public void It_allocates_for_every_packet()
    {
        const int Packets = 10_000;
        byte[] bytes = PacketBuilder.Of(new TcpPacket { Flags = ".", Options = TcpOption.AlignedTimestamps(1, 2), Payload = TcpPacket.Filler(3) }).OnLink(1);
        _ = PacketDotNetDissection.AcknowledgedBy(bytes);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Packets; i++)
            _ = PacketDotNetDissection.AcknowledgedBy(bytes);
        long bytesPerPacket = (GC.GetAllocatedBytesForCurrentThread() - before) / Packets;

        output.WriteLine($"{bytesPerPacket} bytes per packet");
        Assert.InRange(bytesPerPacket, 100, 2000);
    }

    private static string Told(PacketDotNetComparison frame) =>
        $"frame {frame.Frame}, link type {frame.Theirs.LinkType}, {frame.Result}:\n  ours   {frame.Ours}\n  theirs {frame.Theirs.Segment}\n"
        + $"  as far as {frame.Theirs.Innermost?.GetType().Name ?? "nothing"}; {frame.Theirs.Refusal?.Message ?? "it did not throw"}";
}
