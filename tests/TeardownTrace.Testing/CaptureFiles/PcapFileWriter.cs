namespace TeardownTrace.Testing.CaptureFiles;

/// <summary>Writes pcap (draft-ietf-opsawg-pcap) to a stream, in either byte order and resolution; the stream stays open.</summary>
public sealed class PcapFileWriter
{
    private const uint MicrosecondMagic = 0xA1B2C3D4;
    private const uint NanosecondMagic = 0xA1B23C4D;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly FieldWriter _fields;
    private readonly PcapResolution _resolution;

    /// <summary>Writes the file header.</summary>
    public PcapFileWriter(
        Stream stream,
        int linkType = 1,
        ByteOrder order = ByteOrder.LittleEndian,
        PcapResolution resolution = PcapResolution.Microseconds,
        uint snapLength = 262_144,
        int minorVersion = 4)
    {
        _fields = new FieldWriter(stream, order);
        _resolution = resolution;
        _fields.UInt32(resolution == PcapResolution.Nanoseconds ? NanosecondMagic : MicrosecondMagic);
        _fields.UInt16(2);
        _fields.UInt16(minorVersion);
        _fields.UInt32(0);
        _fields.UInt32(0);
        _fields.UInt32(snapLength);
        _fields.UInt32((uint)linkType);
    }

    /// <summary>Writes a packet.</summary>
    /// <param name="nanoseconds">Time since 1970; what the resolution cannot hold is cut off.</param>
    /// <param name="packet">What was captured of it.</param>
    /// <param name="originalLength">Bytes it had on the wire, where that is more.</param>
    public void Write(long nanoseconds, ReadOnlySpan<byte> packet, uint? originalLength = null)
    {
        long fraction = nanoseconds % NanosecondsPerSecond;
        WriteRecord(
            (uint)(nanoseconds / NanosecondsPerSecond),
            (uint)(_resolution == PcapResolution.Nanoseconds ? fraction : fraction / NanosecondsPerMicrosecond),
            (uint)packet.Length,
            originalLength ?? (uint)packet.Length,
            packet);
    }

    /// <summary>Writes a record with exactly these fields, be they true or not.</summary>
    public void WriteRecord(uint seconds, uint fraction, uint firstLength, uint secondLength, ReadOnlySpan<byte> bytes)
    {
        _fields.UInt32(seconds);
        _fields.UInt32(fraction);
        _fields.UInt32(firstLength);
        _fields.UInt32(secondLength);
        _fields.Bytes(bytes);
    }
}
