using TeardownTrace.Capture.Input;

namespace TeardownTrace.Capture;

/// <summary>
/// Consecutive packets of one file (or interface), filled by <see cref="IPacketSource.TryRead"/> and reused from read to read.
/// Packet <c>i</c> is frame <c>FirstFrame + i</c> of file <see cref="FileIndex"/>.
/// </summary>
public sealed class PacketBatch
{
    /// <summary>Packets a batch holds unless told otherwise: few enough that a batch and what is made of it stay in the cache.</summary>
    public const int DefaultCapacity = 8192;

    private readonly CapturedPacket[] _packets;

    /// <summary>Makes an empty batch.</summary>
    /// <param name="capacity">Packets it can hold, at least 1.</param>
    public PacketBatch(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _packets = new CapturedPacket[capacity];
    }

    /// <summary>The packets read last, in capture order.</summary>
    public ReadOnlySpan<CapturedPacket> Packets => _packets.AsSpan(0, Count);

    /// <summary>Packets in the batch.</summary>
    public int Count { get; internal set; }

    /// <summary>1-based number of the first packet in its file, as Wireshark numbers it.</summary>
    public long FirstFrame { get; internal set; }

    /// <summary>Index of the file in <see cref="IPacketSource.Files"/>.</summary>
    public int FileIndex { get; internal set; }

    /// <summary>The slots a source fills before it sets <see cref="Count"/>.</summary>
    internal CapturedPacket[] Slots => _packets;

    /// <summary>What keeps the packets' bytes valid (a pinned buffer); owned by the source that filled the batch.</summary>
    internal object? Lease { get; set; }

    /// <summary>Empties the batch and gives back what kept its packets' bytes valid.</summary>
    internal void Clear()
    {
        (Lease as ByteWindow)?.Release();
        Lease = null;
        Count = 0;
    }
}
