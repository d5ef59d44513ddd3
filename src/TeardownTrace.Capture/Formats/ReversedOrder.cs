using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TeardownTrace.Capture.Formats;

/// <summary>Numbers in the other byte order.</summary>
internal readonly unsafe struct ReversedOrder : IByteOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32(byte* bytes) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16(byte* bytes) => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ushort>(bytes));
}
