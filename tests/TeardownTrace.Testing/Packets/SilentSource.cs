using TeardownTrace.Capture;

namespace TeardownTrace.Testing.Packets;

/// <summary>Packets in memory as an interface would give them: when they have all come, the wire is silent.</summary>
public sealed class SilentSource(IReadOnlyList<MemoryPacket> packets, int batchSize = int.MaxValue) : IPacketSource
{
    private readonly MemoryPacketSource _packets = new(packets, linkType: 1, batchSize);

    /// <inheritdoc/>
    public IReadOnlyList<string> Files => _packets.Files;

    /// <inheritdoc/>
    public IReadOnlyList<CaptureInterface> Interfaces => _packets.Interfaces;

    /// <inheritdoc/>
    public IReadOnlyList<CaptureProblem> Problems => _packets.Problems;

    /// <inheritdoc/>
    public CaptureProgress Progress => _packets.Progress;

    /// <inheritdoc/>
    public bool TryRead(PacketBatch batch)
    {
        _packets.TryRead(batch);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _packets.Dispose();
}
