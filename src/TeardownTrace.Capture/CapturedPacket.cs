namespace TeardownTrace.Capture;

/// <summary>
/// One packet of a <see cref="PacketBatch"/>. Its bytes stay where the source has them (a pinned buffer):
/// they are valid until that batch is read into again or the source is disposed.
/// </summary>
public readonly unsafe struct CapturedPacket
{
    private readonly byte* _bytes;

    internal CapturedPacket(byte* bytes, int capturedLength, uint originalLength, Timestamp time, int interfaceIndex)
    {
        _bytes = bytes;
        CapturedLength = capturedLength;
        OriginalLength = originalLength;
        Time = time;
        InterfaceIndex = interfaceIndex;
    }

    /// <summary>When the packet was captured.</summary>
    public Timestamp Time { get; }

    /// <summary>Bytes of the packet that the capture holds.</summary>
    public int CapturedLength { get; }

    /// <summary>Bytes the packet had on the wire.</summary>
    public uint OriginalLength { get; }

    /// <summary>Index into <see cref="IPacketSource.Interfaces"/>.</summary>
    public int InterfaceIndex { get; }

    /// <summary>The captured bytes, from the link layer header on.</summary>
    public ReadOnlySpan<byte> Bytes => new(_bytes, CapturedLength);
}
