using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Instants as ISO 8601 in UTC and durations as seconds, with microseconds or, where the capture has them, nanoseconds.</summary>
internal static class TimeText
{
    /// <summary>The length of an instant without its decimals: 2026-11-21T04:50:31.</summary>
    internal const int SecondLength = 19;

    /// <summary>Bytes that every instant and every duration has room in.</summary>
    internal const int Longest = 32;

    private const int MicrosecondDigits = 6;
    private const int NanosecondDigits = 9;

    /// <summary>2026-11-21T04:50:31.123456Z, or with nine decimals.</summary>
    internal static void Append(TextBuffer buffer, Timestamp time, bool hasNanoseconds)
    {
        (long second, long fraction) = SplitDown(time.Nanoseconds);
        Span<byte> room = buffer.Room(Longest);
        WriteSecond(room, second);
        buffer.Advance(SecondLength + WriteFraction(room[SecondLength..], fraction, hasNanoseconds));
    }

    /// <summary>Seconds since the Unix epoch with all nine decimals, as display filters compare them.</summary>
    internal static int WriteEpoch(Span<byte> room, Timestamp time) => WriteSeconds(room, time.Nanoseconds, hasNanoseconds: true);

    /// <summary>A duration in seconds: 12.345678.</summary>
    /// <returns>Bytes written, of <see cref="Longest"/> at most.</returns>
    internal static int WriteSeconds(Span<byte> room, long nanoseconds, bool hasNanoseconds)
    {
        int length = 0;
        if (nanoseconds < 0)
            room[length++] = (byte)'-';
        ulong magnitude = nanoseconds < 0 ? 0 - (ulong)nanoseconds : (ulong)nanoseconds;
        (ulong seconds, ulong rest) = Math.DivRem(magnitude, (ulong)Timestamp.NanosecondsPerSecond);
        length += DecimalText.Write((long)seconds, room[length..]);
        room[length++] = (byte)'.';
        return length + WriteDecimals(room[length..], (uint)rest, hasNanoseconds);
    }

    /// <summary>Whole seconds rounded down, so that the rest counts upward also before 1970.</summary>
    internal static (long Seconds, long Fraction) SplitDown(long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, Timestamp.NanosecondsPerSecond);
        return rest < 0 ? (seconds - 1, rest + Timestamp.NanosecondsPerSecond) : (seconds, rest);
    }

    /// <summary>Writes <see cref="SecondLength"/> bytes.</summary>
    internal static void WriteSecond(Span<byte> room, long second)
    {
        (DateOnly date, TimeOnly time) = DateTime.UnixEpoch.AddTicks(second * TimeSpan.TicksPerSecond);
        (int year, int month, int day) = date;
        DecimalText.WritePair(room, 0, (uint)year / 100);
        DecimalText.WritePair(room, 2, (uint)year % 100);
        room[4] = (byte)'-';
        DecimalText.WritePair(room, 5, (uint)month);
        room[7] = (byte)'-';
        DecimalText.WritePair(room, 8, (uint)day);
        room[10] = (byte)'T';
        DecimalText.WritePair(room, 11, (uint)time.Hour);
        room[13] = (byte)':';
        DecimalText.WritePair(room, 14, (uint)time.Minute);
        room[16] = (byte)':';
        DecimalText.WritePair(room, 17, (uint)time.Second);
    }

    /// <summary>Writes what follows the second of an instant.</summary>
    /// <returns>Bytes written.</returns>
    internal static int WriteFraction(Span<byte> room, long nanoseconds, bool hasNanoseconds)
    {
        room[0] = (byte)'.';
        int decimals = WriteDecimals(room[1..], (uint)nanoseconds, hasNanoseconds);
        room[1 + decimals] = (byte)'Z';
        return decimals + 2;
    }

    private static int WriteDecimals(Span<byte> room, uint nanoseconds, bool hasNanoseconds)
    {
        (uint microseconds, uint rest) = Math.DivRem(nanoseconds, (uint)Timestamp.NanosecondsPerMicrosecond);
        DecimalText.WriteSix(room, microseconds);
        if (!hasNanoseconds)
            return MicrosecondDigits;

        room[6] = (byte)('0' + (rest / 100));
        DecimalText.WritePair(room, 7, rest % 100);
        return NanosecondDigits;
    }
}
