using System.Runtime.CompilerServices;

namespace TeardownTrace.Capture.Formats;

/// <summary>Numbers in this machine's byte order.</summary>
internal readonly unsafe struct HostOrder : IByteOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32(byte* bytes) => Unsafe.ReadUnaligned<uint>(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16(byte* bytes) => Unsafe.ReadUnaligned<ushort>(bytes);
}
