using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TeardownTrace.Reporting;

/// <summary>Whole numbers as decimal digits. Ports, counts and frames are short, which the framework's formatter, made for all formats, does not know.</summary>
internal static class DecimalText
{
    /// <summary>Bytes that every number has room in.</summary>
    internal const int Longest = 20;

    private const int PairBytes = 2;

    /// <summary>The numbers below a hundred, two digits each.</summary>
    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="room">At least <see cref="Longest"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    internal static int Write(long value, Span<byte> room)
    {
        if ((ulong)value > uint.MaxValue)
        {
            bool fits = Utf8Formatter.TryFormat(value, room, out int written);
            Debug.Assert(fits, "there is room for every number");
            return written;
        }

        uint rest = (uint)value;
        int length = LengthOf(rest);
        int at = length;
        while (rest >= 100)
        {
            (rest, uint low) = Math.DivRem(rest, 100);
            WritePair(room, at -= PairBytes, low);
        }

        if (rest >= 10)
            WritePair(room, 0, rest);
        else
            room[0] = (byte)('0' + rest);
        return length;
    }

    /// <summary>Writes the two digits of a number below a hundred.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void WritePair(Span<byte> room, int at, uint value) =>
        MemoryMarshal.Write(room[at..], MemoryMarshal.Read<ushort>(Pairs[(int)(value * PairBytes)..]));

    private static int LengthOf(uint value) => value switch
    {
        < 10 => 1,
        < 100 => 2,
        < 1_000 => 3,
        < 10_000 => 4,
        < 100_000 => 5,
        < 1_000_000 => 6,
        < 10_000_000 => 7,
        < 100_000_000 => 8,
        < 1_000_000_000 => 9,
        _ => 10,
    };
}
