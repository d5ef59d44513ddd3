using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture.Tests;

/// <summary>Everything a source delivered.</summary>
internal sealed record CaptureReading(IReadOnlyList<PacketRow> Packets, IReadOnlyList<CaptureProblem> Problems, IReadOnlyList<CaptureInterface> Interfaces)
{
    public static CaptureReading Of(string path, InputTuning? tuning = null, int batchCapacity = 64, long maxPackets = long.MaxValue)
    {
        using var source = new FileSource([path], new CaptureFileOptions { MaxPackets = maxPackets }, tuning ?? InputTuning.Default);
        return Of(source, batchCapacity);
    }

    /// <summary>Reads with two batches in turn, and looks at each only after the other was filled: both must stay valid.</summary>
    public static CaptureReading Of(IPacketSource source, int batchCapacity = 64)
    {
        var rows = new List<PacketRow>();
        var batches = new[] { new PacketBatch(batchCapacity), new PacketBatch(batchCapacity) };
        int turn = 0;
        bool more;
        do
        {
            more = source.TryRead(batches[turn]);
            turn ^= 1;
            Copy(batches[turn], source.Interfaces, rows);
        }
        while (more);
        return new CaptureReading(rows, [.. source.Problems], [.. source.Interfaces]);
    }

    public static void Copy(PacketBatch batch, IReadOnlyList<CaptureInterface> interfaces, List<PacketRow> rows)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            ref readonly CapturedPacket packet = ref batch.Packets[i];
            rows.Add(new PacketRow(
                batch.FileIndex,
                batch.FirstFrame + i,
                packet.Time.Nanoseconds,
                packet.CapturedLength,
                packet.OriginalLength,
                interfaces[packet.InterfaceIndex].LinkType.Number,
                Convert.ToHexStringLower(packet.Bytes)));
        }
    }
}
