using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TeardownTrace.Analysis.Decoding;

/// <summary>Network byte order behind a reference whose length the caller has checked once for all fields.</summary>
internal static class BigEndian
{
    /// <summary>The 16 bits at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16(ref byte start, int offset = 0)
    {
        ushort raw = Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref start, offset));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(raw) : raw;
    }

    /// <summary>The 32 bits at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32(ref byte start, int offset = 0)
    {
        uint raw = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, offset));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(raw) : raw;
    }

    /// <summary>The 128 bits at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static UInt128 ReadUInt128(ref byte start, int offset = 0)
    {
        ulong upper = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));
        ulong lower = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset + sizeof(ulong)));
        return BitConverter.IsLittleEndian
            ? new UInt128(BinaryPrimitives.ReverseEndianness(upper), BinaryPrimitives.ReverseEndianness(lower))
            : new UInt128(upper, lower);
    }
}
