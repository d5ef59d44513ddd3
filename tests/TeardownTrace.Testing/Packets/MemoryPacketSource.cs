using TeardownTrace.Capture;

namespace TeardownTrace.Testing.Packets;

/// <summary>Packets that stand in memory, read like a capture. Their bytes are pinned and stay valid as long as the source is referenced.</summary>
public sealed unsafe class MemoryPacketSource : IPacketSource
{
    private readonly byte[] _bytes;
    private readonly CapturedPacket[] _packets;
    private readonly int _batchSize;
    private int _read;

    /// <summary>Makes a source of one interface.</summary>
    /// <param name="packets">The packets, in capture order.</param>
    /// <param name="linkType">LINKTYPE_ number of the packets.</param>
    /// <param name="batchSize">Packets given a read at most; small ones put batch edges everywhere.</param>
    public MemoryPacketSource(IReadOnlyList<MemoryPacket> packets, int linkType = 1, int batchSize = int.MaxValue)
        : this(packets, [new CaptureInterface(new LinkType(linkType), 0, null, HasNanoseconds: true)], batchSize)
    {
    }

    /// <summary>Makes a source of several interfaces.</summary>
    /// <param name="packets">The packets, in capture order.</param>
    /// <param name="interfaces">What their interface indices refer to.</param>
    /// <param name="batchSize">Packets given a read at most.</param>
    public MemoryPacketSource(IReadOnlyList<MemoryPacket> packets, IReadOnlyList<CaptureInterface> interfaces, int batchSize = int.MaxValue)
    {
        Interfaces = interfaces;
        _batchSize = batchSize;
        _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(1, packets.Sum(packet => packet.Bytes.Length)), pinned: true);
        _packets = new CapturedPacket[packets.Count];
        int offset = 0;
        for (int i = 0; i < packets.Count; i++)
        {
            MemoryPacket packet = packets[i];
            packet.Bytes.CopyTo(_bytes, offset);

            // The array is pinned for its whole life, so a pointer into it outlives the fixed statement.
            fixed (byte* start = _bytes)
            {
                _packets[i] = new CapturedPacket(
                    start + offset,
                    packet.Bytes.Length,
                    packet.OriginalLength ?? (uint)packet.Bytes.Length,
                    new Timestamp(packet.TimeNs),
                    packet.InterfaceIndex);
            }

            offset += packet.Bytes.Length;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Files { get; init; } = ["memory"];

    /// <inheritdoc/>
    public IReadOnlyList<CaptureInterface> Interfaces { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CaptureProblem> Problems => [];

    /// <inheritdoc/>
    public CaptureProgress Progress => new(_read, _packets.Length);

    /// <summary>All packets; valid as long as the source is referenced.</summary>
    public ReadOnlySpan<CapturedPacket> Packets => _packets;

    /// <inheritdoc/>
    public bool TryRead(PacketBatch batch)
    {
        int count = Math.Min(Math.Min(_batchSize, batch.Slots.Length), _packets.Length - _read);
        _packets.AsSpan(_read, count).CopyTo(batch.Slots);
        batch.Count = count;
        batch.FileIndex = 0;
        batch.FirstFrame = _read + 1;
        batch.Lease = _bytes;
        _read += count;
        return count > 0;
    }

    /// <summary>Starts again at the first packet.</summary>
    public void Rewind() => _read = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
