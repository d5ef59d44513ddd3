using TeardownTrace.Capture;
using TeardownTrace.Capture.Input;
using TeardownTrace.Testing.Packets;

namespace TeardownTrace.Testing;

/// <summary>Captures in files, opened in ways that a run of the program meets by accident only.</summary>
public static class CapturedTraffic
{
    /// <summary>Opens a capture as a stream that cannot be read at offsets: standard input, a pipe.</summary>
    /// <param name="path">The file.</param>
    public static IPacketSource OpenStreamed(string path) =>
        new FileSource([path], new CaptureFileOptions(), new InputTuning { UseWindows = false });

    /// <summary>Reads a capture into memory, so that its packets can be handed out in batches of any size.</summary>
    /// <param name="path">The file.</param>
    /// <param name="batchSize">Packets a batch.</param>
    public static MemoryPacketSource InBatches(string path, int batchSize)
    {
        using IPacketSource source = Capture.CaptureFiles.Open(path, new CaptureFileOptions());
        IReadOnlyList<MemoryPacket> packets = PacketsOf(source);
        return new MemoryPacketSource(packets, [.. source.Interfaces], batchSize) { Files = [.. source.Files] };
    }

    /// <summary>Reads what a source has left.</summary>
    public static IReadOnlyList<MemoryPacket> PacketsOf(IPacketSource source)
    {
        List<MemoryPacket> packets = [];
        var batch = new PacketBatch();
        while (source.TryRead(batch))
        {
            foreach (ref readonly CapturedPacket packet in batch.Packets)
                packets.Add(new MemoryPacket(packet.Time.Nanoseconds, packet.Bytes.ToArray(), packet.OriginalLength, packet.InterfaceIndex));
        }

        return packets;
    }
}
