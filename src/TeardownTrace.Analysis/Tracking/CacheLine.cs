using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TeardownTrace.Analysis.Tracking;

/// <summary>
/// The memory's unit of transfer. The tables of a million connections do not fit the caches: what a batch of segments will need is asked for
/// ahead, many lines at once, so that their latencies overlap. Unsafe, because the instruction takes an
/// address: one made of a reference, which is asked for and never read.
/// </summary>
internal static class CacheLine
{
    /// <summary>Bytes of a line on every processor in use that has one of its own to offer here.</summary>
    public const int Size = 64;

    /// <summary>Bytes rounded up to whole lines.</summary>
    public static int RoundUp(int bytes) => (bytes + Size - 1) & -Size;

    /// <summary>Allocates memory that does not move, all zero.</summary>
    /// <param name="bytes">How much of it begins on a line.</param>
    /// <param name="first">Where that is.</param>
    /// <returns>What keeps it alive.</returns>
    public static unsafe byte[] Allocate(int bytes, out nint first)
    {
        byte[] owner = GC.AllocateArray<byte>(bytes + Size, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(owner));
        first = start + (-start & (Size - 1));
        return owner;
    }

    /// <summary>Asks for as many lines as a value has bytes for, from its first on; a hint, without effect where the processor has no such instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref readonly T value)
        where T : unmanaged
    {
        if (!Sse.IsSupported)
            return;
        byte* start = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in value));
        for (int offset = 0; offset < sizeof(T); offset += Size)
            Sse.Prefetch0(start + offset);
    }
}
