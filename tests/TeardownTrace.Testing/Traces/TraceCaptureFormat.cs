using System.IO.Compression;
using TeardownTrace.Testing.CaptureFiles;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Testing.Traces;

/// <summary>A way to write packets to a capture file.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Write">Writes packets of a link type.</param>
internal sealed record TraceCaptureFormat(string Name, Action<Stream, IReadOnlyList<MemoryPacket>, int> Write)
{
    private const byte NanosecondResolution = 9;
    private const long NanosecondsPerMicrosecond = 1000;

    public static IReadOnlyList<TraceCaptureFormat> All { get; } =
    [
        new("pcap", (stream, packets, linkType) => WritePcap(stream, packets, linkType, ByteOrder.LittleEndian, PcapResolution.Microseconds)),
        new("pcap of nanoseconds", (stream, packets, linkType) => WritePcap(stream, packets, linkType, ByteOrder.LittleEndian, PcapResolution.Nanoseconds)),
        new("pcap, big-endian", (stream, packets, linkType) => WritePcap(stream, packets, linkType, ByteOrder.BigEndian, PcapResolution.Microseconds)),
        new("pcapng", (stream, packets, linkType) => WritePcapNg(stream, packets, linkType, ByteOrder.LittleEndian, null)),
        new("pcapng of nanoseconds, big-endian", (stream, packets, linkType) => WritePcapNg(stream, packets, linkType, ByteOrder.BigEndian, NanosecondResolution)),
        new("pcap in gzip", (stream, packets, linkType) => Compress(stream, inner => WritePcap(inner, packets, linkType, ByteOrder.LittleEndian, PcapResolution.Microseconds))),
        new("pcapng in gzip", (stream, packets, linkType) => Compress(stream, inner => WritePcapNg(inner, packets, linkType, ByteOrder.LittleEndian, null))),
    ];

    private static void WritePcap(Stream stream, IReadOnlyList<MemoryPacket> packets, int linkType, ByteOrder order, PcapResolution resolution)
    {
        PcapFileWriter writer = new(stream, linkType, order, resolution);
        foreach (MemoryPacket packet in packets)
            writer.Write(packet.TimeNs, packet.Bytes, packet.OriginalLength);
    }

    private static void WritePcapNg(Stream stream, IReadOnlyList<MemoryPacket> packets, int linkType, ByteOrder order, byte? resolution)
    {
        PcapNgFileWriter writer = new(stream, order);
        writer.AddInterface(linkType, resolution: resolution);
        long tick = resolution is null ? NanosecondsPerMicrosecond : 1;
        foreach (MemoryPacket packet in packets)
            writer.WritePacket((ulong)(packet.TimeNs / tick), packet.Bytes, originalLength: packet.OriginalLength);
    }

    private static void Compress(Stream stream, Action<Stream> write)
    {
        using GZipStream compressed = new(stream, CompressionLevel.Fastest, leaveOpen: true);
        write(compressed);
    }
}
