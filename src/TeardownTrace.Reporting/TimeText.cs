using System.Buffers.Text;
using TeardownTrace.Capture;

namespace TeardownTrace.Reporting;

/// <summary>Instants as ISO 8601 in UTC and durations as seconds, with microseconds or, where the capture has them, nanoseconds.</summary>
internal static class TimeText
{
    private const long NanosecondsPerMicrosecond = 1000;
    private const int MicrosecondDigits = 6;
    private const int NanosecondDigits = 9;

    /// <summary>2026-11-21T04:50:31.123456Z, or with nine decimals.</summary>
    internal static void Append(TextBuffer buffer, Timestamp time, bool hasNanoseconds)
    {
        (long seconds, long fraction) = SplitDown(time.Nanoseconds);
        DateTime second = DateTime.UnixEpoch.AddTicks(seconds * TimeSpan.TicksPerSecond);
        Span<byte> room = buffer.Room(32);
        Digits(room, 0, second.Year, 4);
        room[4] = (byte)'-';
        Digits(room, 5, second.Month, 2);
        room[7] = (byte)'-';
        Digits(room, 8, second.Day, 2);
        room[10] = (byte)'T';
        Digits(room, 11, second.Hour, 2);
        room[13] = (byte)':';
        Digits(room, 14, second.Minute, 2);
        room[16] = (byte)':';
        Digits(room, 17, second.Second, 2);
        room[19] = (byte)'.';
        int decimals = Fraction(room, 20, fraction, hasNanoseconds);
        room[20 + decimals] = (byte)'Z';
        buffer.Advance(21 + decimals);
    }

    /// <summary>Seconds since the Unix epoch with all nine decimals, as display filters compare them.</summary>
    internal static void AppendEpoch(TextBuffer buffer, Timestamp time) => AppendSeconds(buffer, time.Nanoseconds, hasNanoseconds: true);

    /// <summary>A duration in seconds: 12.345678.</summary>
    internal static void AppendSeconds(TextBuffer buffer, long nanoseconds, bool hasNanoseconds)
    {
        if (nanoseconds < 0)
            buffer.Append((byte)'-');
        ulong magnitude = (ulong)Int128.Abs(nanoseconds);
        Span<byte> room = buffer.Room(32);
        Utf8Formatter.TryFormat(magnitude / Timestamp.NanosecondsPerSecond, room, out int length);
        room[length++] = (byte)'.';
        length += Fraction(room, length, (long)(magnitude % Timestamp.NanosecondsPerSecond), hasNanoseconds);
        buffer.Advance(length);
    }

    /// <summary>Whole seconds rounded down, so that the rest counts upward also before 1970.</summary>
    private static (long Seconds, long Fraction) SplitDown(long nanoseconds)
    {
        (long seconds, long rest) = Math.DivRem(nanoseconds, Timestamp.NanosecondsPerSecond);
        return rest < 0 ? (seconds - 1, rest + Timestamp.NanosecondsPerSecond) : (seconds, rest);
    }

    private static int Fraction(Span<byte> room, int at, long nanoseconds, bool hasNanoseconds)
    {
        if (hasNanoseconds)
        {
            Digits(room, at, nanoseconds, NanosecondDigits);
            return NanosecondDigits;
        }

        Digits(room, at, nanoseconds / NanosecondsPerMicrosecond, MicrosecondDigits);
        return MicrosecondDigits;
    }

    private static void Digits(Span<byte> room, int at, long value, int count)
    {
        for (int i = at + count - 1; i >= at; i--)
        {
            long rest = value / 10;
            room[i] = (byte)('0' + (value - (rest * 10)));
            value = rest;
        }
    }
}
