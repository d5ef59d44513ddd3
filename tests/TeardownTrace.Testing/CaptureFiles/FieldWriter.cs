using System.Buffers.Binary;

namespace TeardownTrace.Testing.CaptureFiles;

/// <summary>Writes numbers of either byte order to a stream.</summary>
internal sealed class FieldWriter(Stream stream, ByteOrder order)
{
    public void UInt16(int value) => Write((ushort)value, sizeof(ushort));

    public void UInt32(uint value) => Write(value, sizeof(uint));

    public void Int64(long value) => Write((ulong)value, sizeof(long));

    public void Bytes(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    /// <summary>Zeros up to the next multiple of 32 bits.</summary>
    public void Pad(int length) => stream.Write(new byte[-length & 3]);

    private void Write(ulong value, int size)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (order == ByteOrder.BigEndian)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
            bytes = bytes[^size..];
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            bytes = bytes[..size];
        }

        stream.Write(bytes);
    }
}
