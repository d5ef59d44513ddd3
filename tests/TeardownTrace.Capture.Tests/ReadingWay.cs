using System.IO.Compression;
using TeardownTrace.Capture.Formats;
using TeardownTrace.Capture.Input;
using TeardownTrace.Testing;

namespace TeardownTrace.Capture.Tests;

/// <summary>Every way bytes can come to a reader. What a capture holds must not depend on it.</summary>
public enum ReadingWay
{
    InWindows,
    InTinyWindows,
    Streamed,
    StreamedInTinyBlocks,
    Trickling,
    Compressed,
    CompressedInTinyBlocks,
    CompressedMembers,
}

internal static class ReadingWays
{
    private static readonly InputTuning TinyWindows = new() { WindowBytes = 61 };
    private static readonly InputTuning TinyBlocks = new() { UseWindows = false, BlockBytes = 7, HeadroomBytes = 5, BlocksAhead = 1 };
    private static readonly InputTuning SmallBlocks = TinyBlocks with { BlockBytes = 1009 };
    private static readonly InputTuning Streams = new() { UseWindows = false };

    public static TheoryData<ReadingWay> All => [.. Enum.GetValues<ReadingWay>()];

    /// <summary>Writes a capture to a file, compressed where the way asks for it, and reads it.</summary>
    public static CaptureReading Read(this ReadingWay way, byte[] capture, int batchCapacity = 3)
    {
        using var folder = new TemporaryFolder();
        return way switch
        {
            ReadingWay.InWindows => CaptureReading.Of(folder.Write("c", capture), InputTuning.Default, batchCapacity),
            ReadingWay.InTinyWindows => CaptureReading.Of(folder.Write("c", capture), TinyWindows, batchCapacity),
            ReadingWay.Streamed => CaptureReading.Of(folder.Write("c", capture), Streams, batchCapacity),
            ReadingWay.StreamedInTinyBlocks => CaptureReading.Of(folder.Write("c", capture), BlocksFor(capture), batchCapacity),
            ReadingWay.Trickling => OfStream(new TricklingStream(capture, most: 3), batchCapacity),
            ReadingWay.Compressed => CaptureReading.Of(folder.Write("c", Gzip(capture)), InputTuning.Default, batchCapacity),
            ReadingWay.CompressedInTinyBlocks => CaptureReading.Of(folder.Write("c", Gzip(capture)), BlocksFor(capture), batchCapacity),
            ReadingWay.CompressedMembers => CaptureReading.Of(folder.Write("c", GzipMembers(capture)), InputTuning.Default, batchCapacity),
            _ => throw new ArgumentOutOfRangeException(nameof(way)),
        };
    }

    public static byte[] Gzip(ReadOnlySpan<byte> bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return result.ToArray();
    }

    /// <summary>A packet that goes over blocks is gathered anew with each of them: one of hundreds of kilobytes takes many seconds through the tiniest.</summary>
    private static InputTuning BlocksFor(byte[] capture) => capture.Length < 100_000 ? TinyBlocks : SmallBlocks;

    private static byte[] GzipMembers(byte[] bytes) =>
        [.. Gzip(bytes.AsSpan(0, bytes.Length / 2)), .. Gzip(bytes.AsSpan(bytes.Length / 2))];

    public static CaptureReading OfStream(Stream stream, int batchCapacity)
    {
        var interfaces = new InterfaceTable();
        var problems = new List<CaptureProblem>();
        CaptureInput input = new CaptureInputs(InputTuning.Default).OpenStream("c", stream);
        using PacketReader reader = CaptureFormat.Open(input, interfaces, problems);
        var rows = new List<PacketRow>();
        var batch = new PacketBatch(batchCapacity);
        while (reader.TryRead(batch, batchCapacity))
        {
            CaptureReading.Copy(batch, interfaces.All, rows);
            batch.Clear();
        }

        return new CaptureReading(rows, problems, interfaces.All);
    }
}
