using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TeardownTrace.Reporting;

/// <summary>Whole numbers as decimal digits. Ports, counts and frames are short, which the framework's formatter, made for all formats, does not know.</summary>
internal static class DecimalText
{
    /// <summary>Bytes that every number has room in.</summary>
    internal const int Longest = 20;

    private const int PairBytes = 2;
    private const int EightDigits = 8;
    private const uint BeyondEightDigits = 100_000_000;

    /// <summary>Numbers below this one stand ready: counts mostly are.</summary>
    private const int FewestLongNumbers = 1000;

    /// <summary>In a number that stands ready, its length stands above its three digits.</summary>
    private const int LengthShift = 24;

    private const ulong Zeros = 0x3030_3030_3030_3030;

    private static readonly uint[] Short = PrepareShort();

    /// <summary>The numbers below a hundred, two digits each.</summary>
    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="room">At least <see cref="Longest"/> bytes, of which more may be overwritten than the number takes.</param>
    /// <returns>Bytes of the number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Write(long value, Span<byte> room)
    {
        if ((ulong)value >= FewestLongNumbers)
            return WriteLong(value, room);
        uint ready = Short[(int)value];
        WriteLittleEndian(room, ready);
        return (int)(ready >> LengthShift);
    }

    /// <summary>Writes a number below a million with leading zeros; eight bytes of room are overwritten.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void WriteSix(Span<byte> room, uint value) => WriteLittleEndian(room, (Digits(value) | Zeros) >> (2 * 8));

    /// <summary>Writes the two digits of a number below a hundred.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void WritePair(Span<byte> room, int at, uint value) =>
        MemoryMarshal.Write(room[at..], MemoryMarshal.Read<ushort>(Pairs[(int)(value * PairBytes)..]));

    private static int WriteLong(long value, Span<byte> room)
    {
        if (value < 0)
        {
            bool fits = Utf8Formatter.TryFormat(value, room, out int written);
            Debug.Assert(fits, "there is room for every number");
            return written;
        }

        if ((ulong)value >= BeyondEightDigits)
        {
            (ulong high, ulong low) = Math.DivRem((ulong)value, BeyondEightDigits);
            int length = Write((long)high, room);
            WriteLittleEndian(room[length..], Digits((uint)low) | Zeros);
            return length + EightDigits;
        }

        ulong digits = Digits((uint)value);
        int zeroBits = BitOperations.TrailingZeroCount(digits) & ~7;
        WriteLittleEndian(room, (digits | Zeros) >> zeroBits);
        return EightDigits - (zeroBits / 8);
    }

    /// <summary>The eight digits of a number below 100,000,000, one a byte, the first in the lowest: halved three times, all parts at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Digits(uint value)
    {
        (uint high, uint low) = Math.DivRem(value, 10_000);
        ulong fours = high | ((ulong)low << 32);
        // Multiplied and shifted, exact in these ranges: 10486 / 2^20 is a hundredth below 10,000, and 103 / 2^10 a tenth below 100.
        ulong hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
        ulong twos = hundreds | ((fours - (hundreds * 100)) << 16);
        ulong tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
        return tens | ((twos - (tens * 10)) << 8);
    }

    private static uint[] PrepareShort()
    {
        uint[] ready = new uint[FewestLongNumbers];
        for (int value = 0; value < ready.Length; value++)
            ready[value] = Prepare(value);
        return ready;
    }

    private static uint Prepare(int value)
    {
        Span<byte> digits = stackalloc byte[sizeof(uint)];
        bool fits = Utf8Formatter.TryFormat(value, digits, out int length);
        Debug.Assert(fits, "three digits fit four bytes");
        digits[3] = (byte)length;
        return BinaryPrimitives.ReadUInt32LittleEndian(digits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteLittleEndian(Span<byte> room, uint bytes) => BinaryPrimitives.WriteUInt32LittleEndian(room, bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteLittleEndian(Span<byte> room, ulong bytes) => BinaryPrimitives.WriteUInt64LittleEndian(room, bytes);
}
